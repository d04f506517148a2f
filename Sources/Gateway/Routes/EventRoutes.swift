// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Queue

/// A task's life as a stream of Server-Sent Events.
///
/// An event's number is the task's revision. Whoever comes back with the last number it saw gets where the task stands
/// now unless it has seen that; what it stood at in between is not told any more.
enum EventRoutes {
    /// The stream; ends after the terminal event.
    static func get(_ call: Call) async throws -> Response {
        let id = try call.taskID()
        let found = try await TaskLookup(parts: call.parts).find(id, of: call.tenant)
        let seen = ServerSentEvent.lastIdentifier(call.field(.lastEventID)) ?? 0
        let fields: HTTPFields = [
            .contentType: ServerSentEvent.mediaType, .cacheControl: "no-store", .accelBuffering: "no",
        ]
        switch found {
        case .archived(let task, let status):
            return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: last(of: task, status)))
        case .present:
            let frames = EventStream.frames(of: id, parts: call.parts, seen: seen)
            return Response(status: .ok, headers: fields, body: ResponseBody(asyncSequence: frames))
        }
    }

    private static func last(of task: ArchivedTask, _ status: FusionStatus) -> ByteBuffer {
        let kind = ServerSentEvent.Kind(rawValue: status.rawValue) ?? .failed
        return ByteBuffer(bytes: ServerSentEvent(identifier: 1, kind: kind, data: task.json).frame)
    }
}
