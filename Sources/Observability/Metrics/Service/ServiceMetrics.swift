// SPDX-License-Identifier: Apache-2.0

/// What a process of the service counts itself; one value for the whole process.
///
/// What another part knows anyway, such as the queue's depth, is read when it is asked for: ``ServiceReadings``.
public final class ServiceMetrics: Sendable {
    /// Tasks accepted.
    let accepted = Counter()
    /// Tasks accepted per second.
    let acceptRate: RequestRate
    /// Tasks that ended, by how.
    let ended = ClosedVector<TaskEnd, Counter>()
    /// How long workers took for tasks, from claim to settle, by kind; at most 8 kinds.
    let processing: BoundedVector<TaskKindLabels, Histogram>
    /// How long each stage of a task took; at most 32 stages.
    let stages: BoundedVector<StageLabels, Histogram>
    /// Attempts that failed and were put back, by error code; at most 48 codes.
    let retries: BoundedVector<FailureLabels, Counter>
    /// Heartbeats of leases that did not come through.
    let leaseBeatsFailed = Counter()
    /// Tasks dropped since their lease was lost.
    let leasesLost = Counter()
    /// Analyses that were still there.
    let cacheHits = ClosedVector<AnalysisCacheName, Counter>()
    /// Analyses that had to be made.
    let cacheMisses = ClosedVector<AnalysisCacheName, Counter>()
    /// Attempts to deliver webhooks.
    let deliveries = ClosedVector<DeliveryResult, Counter>()
    /// Answers over HTTP; at most 400 of route, method and status.
    let answers: BoundedVector<HTTPAnswerLabels, Counter>
    /// How long answers took, to the last byte of their head; at most 100 of route and method.
    let answerDurations: BoundedVector<HTTPRouteLabels, Histogram>
    /// Expositions that had to do without ``ServiceReadings``.
    let readingFailures = Counter()
    /// Label values counted as `other`.
    let labelOverflows: Counter

    /// All at zero.
    ///
    /// - Parameter now: The clock of the rate.
    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        let overflows = Counter()
        labelOverflows = overflows
        acceptRate = RequestRate(now: now)
        processing = BoundedVector(atMost: 8, overflows: overflows) { Histogram(.task) }
        retries = BoundedVector(atMost: 48, overflows: overflows) { Counter() }
        stages = BoundedVector(atMost: 32, overflows: overflows) { Histogram(.stage) }
        answers = BoundedVector(atMost: 400, overflows: overflows) { Counter() }
        answerDurations = BoundedVector(atMost: 100, overflows: overflows) { Histogram(.http) }
    }

    /// Counts a task that was accepted.
    public func accept() {
        accepted.increment()
        acceptRate.record()
    }

    /// Counts a task that ended.
    ///
    /// - Parameter end: How.
    public func end(_ end: TaskEnd) { ended[end].increment() }

    /// Counts the time that a worker took for a task, from claim to settle.
    ///
    /// - Parameters:
    ///   - kind: The task's kind, such as `fusion`.
    ///   - duration: The time.
    public func process(kind: String, took duration: Duration) {
        processing[TaskKindLabels(kind)].observe(duration)
    }

    /// Counts the time that a stage of a task took.
    ///
    /// - Parameters:
    ///   - name: The stage, as the task's timings call it.
    ///   - duration: The time.
    public func stage(_ name: String, took duration: Duration) { stages[StageLabels(name)].observe(duration) }

    /// Counts an attempt that failed and was put back.
    ///
    /// - Parameter code: The error's code.
    public func retry(code: String) { retries[FailureLabels(code)].increment() }

    /// Counts a question to a cache.
    ///
    /// - Parameters:
    ///   - cache: Which.
    ///   - isHit: Whether it had the answer.
    public func lookUp(in cache: AnalysisCacheName, isHit: Bool) {
        (isHit ? cacheHits : cacheMisses)[cache].increment()
    }

    /// Counts an attempt to deliver a webhook.
    ///
    /// - Parameter result: How it went.
    public func deliver(_ result: DeliveryResult) { deliveries[result].increment() }

    /// Counts a heartbeat of the leases that did not come through.
    public func beatFailed() { leaseBeatsFailed.increment() }

    /// Counts a task that was dropped since its lease was lost.
    public func leaseLost() { leasesLost.increment() }

    /// Counts an answer over HTTP.
    ///
    /// - Parameters:
    ///   - route: The route's pattern, such as `/v1/fusions/{id}`; never the path itself.
    ///   - method: As the request line has it.
    ///   - status: As the answer has it; 0 where the client was gone before there was one.
    ///   - duration: From the request's head to the answer's.
    public func answer(route: String, method: String, status: Int, took duration: Duration) {
        let method = HTTPMethodLabel(method: method)
        answers[HTTPAnswerLabels(route: route, method: method, status: StatusClass(status: status))].increment()
        answerDurations[HTTPRouteLabels(route: route, method: method)].observe(duration)
    }

    /// Everything counted, under the names that operators see.
    var families: [MetricFamily] {
        [
            MetricFamily("facefusion_requests_total", "Tasks that ended, by how.", ended),
            MetricFamily("facefusion_accepted_total", "Tasks accepted.", accepted),
            MetricFamily("facefusion_qps", "Tasks accepted per second over the last 10 seconds.", acceptRate),
            MetricFamily("facefusion_process_seconds", "Time from a task's claim to its settlement.", processing),
            MetricFamily("facefusion_stage_seconds", "Time that a stage of a task took.", stages),
            MetricFamily("facefusion_retries_total", "Attempts that failed and were put back.", retries),
            MetricFamily("facefusion_lease_beats_failed_total", "Heartbeats not come through.", leaseBeatsFailed),
            MetricFamily("facefusion_leases_lost_total", "Tasks dropped since their lease was lost.", leasesLost),
            MetricFamily("facefusion_cache_hits_total", "Analyses found in a cache.", cacheHits),
            MetricFamily("facefusion_cache_misses_total", "Analyses not found in a cache.", cacheMisses),
            MetricFamily("facefusion_webhook_deliveries_total", "Attempts to deliver webhooks, by result.", deliveries),
            MetricFamily("facefusion_http_requests_total", "Answers over HTTP.", answers),
            MetricFamily("facefusion_http_request_seconds", "Time until the head of an answer.", answerDurations),
            MetricFamily(
                "facefusion_reading_failures_total",
                "Scrapes without some of the gauges that are read when asked.",
                readingFailures
            ),
            MetricFamily(
                "facefusion_label_overflows_total",
                "Events counted under the label value other, since there were too many values.",
                labelOverflows
            ),
        ]
    }
}
