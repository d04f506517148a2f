// SPDX-License-Identifier: Apache-2.0

/// Every route, as one list.
enum RouteTable {
    /// What the public port answers.
    ///
    /// Operators' routes are there only where `Dispatcher` is told so.
    static let open: [Route] =
        Pages.routes + [
            .post("/fuse", CreationRoutes.createShort),
            .post("/v1/fusions", CreationRoutes.create),
            .get("/v1/fusions", ListRoutes.get),
            .get("/v1/fusions/{id}", TaskRoutes.get),
            .delete("/v1/fusions/{id}", TaskRoutes.erase),
            .get("/v1/fusions/{id}/events", EventRoutes.get),
            .get("/v1/fusions/{id}/result", ResultRoutes.get),
            .post("/v1/fusions/{id}/cancel", TaskRoutes.cancel),
            .get("/v1/fusions/{id}/deliveries", DeliveryRoutes.list),
            .post("/v1/fusions/{id}/deliveries/{n}/redeliver", DeliveryRoutes.redeliver),
            .post("/v1/detections", DetectionRoutes.create),
            .get("/v1/detections/{id}", DetectionRoutes.get),
            .post("/v1/batches", BatchRoutes.create),
            .get("/v1/batches/{id}", BatchRoutes.get),
            .delete("/v1/batches/{id}", BatchRoutes.erase),
            .get("/v1/batches/{id}/items", BatchRoutes.items),
            .get("/v1/batches/{id}/summary", BatchRoutes.summary),
            .post("/v1/batches/{id}/cancel", BatchRoutes.cancel),
            .post("/v1/uploads", UploadRoutes.create),
            .get("/v1/models", ServiceRoutes.models),
            .get("/v1/queue", QueueRoutes.get).forOperators,
            .post("/v1/queue/pause", QueueRoutes.pause).forOperators,
            .post("/v1/queue/resume", QueueRoutes.resume).forOperators,
            .get("/v1/dead-letters", DeadLetterRoutes.list).forOperators,
            .post("/v1/dead-letters/{id}/replay", DeadLetterRoutes.replay).forOperators,
        ]

    /// What the operators' port answers.
    static let admin: [Route] = [
        .get("/metrics", ServiceRoutes.metrics),
        .get("/healthz", ServiceRoutes.healthy),
        .get("/startupz", ServiceRoutes.started),
        .get("/readyz", ServiceRoutes.ready),
        .get("/v1/queue", QueueRoutes.get),
        .post("/v1/queue/pause", QueueRoutes.pause),
        .post("/v1/queue/resume", QueueRoutes.resume),
        .get("/v1/dead-letters", DeadLetterRoutes.list),
        .post("/v1/dead-letters/{id}/replay", DeadLetterRoutes.replay),
    ]
}
