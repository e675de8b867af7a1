import ArgumentParser
import NIOCore
import NIOPosix

/// Sends one signed request over and over on many connections, and says how that went as one line of JSON.
@main
struct BenchLoad: AsyncParsableCommand {
    @Option(help: "HOST:PORT of a plain HTTP server.") var address = "127.0.0.1:4600"
    @Option(help: "Connections, each with one request under way.") var connections = 32
    @Option(help: "Threads.") var threads = 1
    @Option(help: "Seconds that are not counted.") var warmUp = 1
    @Option(help: "Seconds that are counted.") var duration = 5
    @Option(help: "Ends after this many requests, however long they take; a multiple of the connections.")
    var requests: Int?
    @Option(help: "The most requests a second, over all connections, evenly spread.") var rate: Int?
    @Flag(help: "Print the bodies of the answers, one a line, after the report.") var answers = false
    @OptionGroup var request: RequestOptions

    /// Between two requests of a connection.
    private var interval: TimeAmount? {
        rate.map { .nanoseconds(1_000_000_000 * Int64(connections) / Int64(max($0, 1))) }
    }

    func run() async throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { throw ValidationError("--address is HOST:PORT") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let source = try RequestSource(request, host: address)
        let start = NIODeadline.now() + .seconds(Int64(warmUp))
        let end = requests == nil ? start + .seconds(Int64(duration)) : .distantFuture
        let tallies = try await withThrowingTaskGroup(of: Tally.self) { tasks in
            for _ in 0..<connections {
                tasks.addTask {
                    let done = group.next().makePromise(of: Tally.self)
                    _ = try await ClientBootstrap(group: done.futureResult.eventLoop)
                        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                        .channelInitializer { channel in
                            channel.eventLoop.makeCompletedFuture {
                                try channel.pipeline.syncOperations.addHandler(
                                    LoadConnection(
                                        source: source, counting: start..<end,
                                        limit: requests.map { $0 / connections }, interval: interval,
                                        keepsAnswers: answers, done: done))
                            }
                        }
                        .connect(host: String(parts[0]), port: port).get()
                    return try await done.futureResult.get()
                }
            }
            return try await tasks.reduce(into: [Tally]()) { $0.append($1) }
        }
        print(Report(tallies: tallies, seconds: duration, connections: connections).json)
        for answer in tallies.flatMap(\.answers) { print(answer) }
        try await group.shutdownGracefully()
    }
}
