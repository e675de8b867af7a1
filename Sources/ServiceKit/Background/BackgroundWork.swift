/// Work of a service that goes on for as long as the server runs.
public protocol BackgroundWork: Sendable {
    /// For logs and metrics.
    var name: String { get }
    /// Works until the task is cancelled.
    func run(_ reporter: WorkReporter) async
}
