import AWSProtocols

extension Pipeline {
    /// Runs the operation: an answer, or a change that `record` is to commit.
    func operate(_ call: inout Call) async throws {
        guard let run = call.run else { throw AWSError.internalFailure }
        call.effect = try await run()
    }
}
