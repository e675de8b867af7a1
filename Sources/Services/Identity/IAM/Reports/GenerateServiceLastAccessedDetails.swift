import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    /// The report is made while the call is served: what the store knows and what is still in memory.
    func generateServiceLastAccessedDetails(
        _ input: GenerateServiceLastAccessedDetailsRequest, on subject: Authorized<ReportSubject>,
        in scope: RequestScope
    ) async throws -> Change<GenerateServiceLastAccessedDetailsResponse> {
        let hasActions = input.granularity == .actionLevel
        let subject = subject.value
        let (policies, entities) = try await store.read { transaction in
            (try subject.policies(transaction), try subject.entities(in: scope.account, transaction))
        }
        let uses = try await uses(of: entities, in: scope)
        let parsed = try policies.map { try PolicyEngine.Policy(parsing: $0.document, as: .identity) }
        let services = try ServiceCatalog.services.compactMap { service in
            try service.report(granted: parsed, uses: uses[service.rawValue] ?? [], hasActions: hasActions)
        }
        let job = LastAccessJobRecord(
            account: scope.account, id: scope.random.uuid(), requester: scope.caller.entityID, arn: input.arn,
            hasActions: hasActions, createdAt: scope.now, services: services)
        return Change { transaction in
            try transaction.forgetLastAccessJobs(of: scope.account, before: scope.now - LastAccessJobRecord.lifetime)
            try transaction.insert(job)
            return GenerateServiceLastAccessedDetailsResponse(jobId: job.id)
        }
    }

    /// By service, what each entity did with it.
    private func uses(
        of entities: [ReportedEntity], in scope: RequestScope
    ) async throws -> [String: [EntityUse]] {
        var uses: [String: [EntityUse]] = [:]
        for entity in entities {
            let accesses = try await directory.accesses.accesses(of: entity.id, in: scope.account, at: scope.now)
            for (service, summary) in accesses {
                uses[service, default: []].append(EntityUse(entity: entity.arn, summary: summary))
            }
        }
        return uses
    }
}

/// What one user or role did with one service.
struct EntityUse {
    let entity: String
    let summary: AccessSummary
}

extension ServiceID {
    /// Nil for a service that the policies do not let anybody use.
    fileprivate func report(
        granted policies: [PolicyEngine.Policy], uses: [EntityUse], hasActions: Bool
    ) throws -> LastAccessJobRecord.Service? {
        let granted = try actions.filter { policies.mayAllow(ActionName("\(rawValue):\($0)")) }
        guard !granted.isEmpty else { return nil }
        let last = uses.compactMap { use in use.summary.last.map { (use.entity, $0) } }
            .max { $0.1.time < $1.1.time }
        return LastAccessJobRecord.Service(
            namespace: rawValue, last: last.map { LastAccessJobRecord.Use(access: $0.1, entity: $0.0) },
            entities: uses.count, actions: hasActions ? granted.map { Self.lastUse(of: $0, uses) } : [])
    }

    private static func lastUse(of action: String, _ uses: [EntityUse]) -> LastAccessJobRecord.Action {
        let last = uses.compactMap { use in use.summary.actions[action].map { (use.entity, $0) } }
            .max { $0.1.time < $1.1.time }
        return LastAccessJobRecord.Action(
            name: action, last: last.map { LastAccessJobRecord.Use(access: $0.1, entity: $0.0) })
    }
}

extension WriteTransaction {
    /// Forgets some of the reports that nobody can ask for any more: never more than one call should have to.
    fileprivate func forgetLastAccessJobs(of account: AccountID, before time: Timestamp) throws {
        let isOld = Predicate.compares(.createdAt, .less, .integer(time.milliseconds))
        let page = try query(LastAccessJobRecord.self, in: .account(account), where: isOld, limit: 100)
        for job in page.records { try delete(LastAccessJobRecord.self, job.record.key) }
    }
}
