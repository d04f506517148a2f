// SPDX-License-Identifier: Apache-2.0

internal import Gateway
internal import Observability
internal import Queue
internal import Worker

extension ServiceMetrics {
    /// What the gateway tells.
    var gateway: GatewayObserver {
        var observer = GatewayObserver()
        observer.responded = { [self] route, method, status, time in
            answer(route: route, method: method, status: status, took: time)
        }
        observer.accepted = { [self] in accept() }
        observer.ended = { [self] status in
            if let end = TaskEnd(rawValue: status) { self.end(end) }
        }
        observer.delivered = { [self] succeeded in deliver(succeeded ? .delivered : .failed) }
        return observer
    }

    /// What the worker tells.
    var worker: WorkerObserver {
        var observer = WorkerObserver()
        observer.stage = { [self] name, time in stage(name, took: time) }
        observer.settled = { [self] kind, _, time in process(kind: "\(kind)", took: time) }
        observer.retried = { [self] code in retry(code: code) }
        observer.cache = { [self] name, isHit in
            if let cache = AnalysisCacheName(rawValue: name) { lookUp(in: cache, isHit: isHit) }
        }
        observer.beatFailed = { [self] in beatFailed() }
        observer.leaseLost = { [self] in leaseLost() }
        return observer
    }
}
