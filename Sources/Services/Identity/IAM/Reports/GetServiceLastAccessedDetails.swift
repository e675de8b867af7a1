import AWSProtocols
import Essentials
import IAMModel
import ServiceKit

extension IAM {
    func getServiceLastAccessedDetails(
        _ input: GetServiceLastAccessedDetailsRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GetServiceLastAccessedDetailsResponse {
        let job = try lastAccessJob(input.jobId, in: scope)
        let page = try page(
            of: job.services, list: "iam.lastAccess/\(job.id)", at: \.namespace, input, for: scope)
        return GetServiceLastAccessedDetailsResponse(
            jobStatus: .completed, jobCreationDate: job.createdAt,
            servicesLastAccessed: page.elements.map { ServiceLastAccessed($0, of: job) },
            jobCompletionDate: job.createdAt, jobType: job.hasActions ? .actionLevel : .serviceLevel,
            isTruncated: page.isTruncated, marker: page.marker)
    }

    /// Of a group or policy, the users and roles that could have used it: most recent first, then those that have not.
    func getServiceLastAccessedDetailsWithEntities(
        _ input: GetServiceLastAccessedDetailsWithEntitiesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> GetServiceLastAccessedDetailsWithEntitiesResponse {
        let job = try lastAccessJob(input.jobId, in: scope)
        let details = try await entityDetails(of: job, service: input.serviceNamespace, in: scope)
        let page = try page(
            of: Array(details.enumerated()), list: "iam.lastAccess/\(job.id)/\(input.serviceNamespace)",
            at: { String(1_000_000 + $0.offset) }, input, for: scope)
        return GetServiceLastAccessedDetailsWithEntitiesResponse(
            jobStatus: .completed, jobCreationDate: job.createdAt, jobCompletionDate: job.createdAt,
            entityDetailsList: page.elements.map(\.element), isTruncated: page.isTruncated, marker: page.marker)
    }

    private func entityDetails(
        of job: LastAccessJobRecord, service: String, in scope: RequestScope
    ) async throws -> [EntityDetails] {
        let entities = try await store.read { transaction in
            try transaction.reportSubject(job.arn, in: scope.account)?.entities(in: scope.account, transaction) ?? []
        }
        var details: [EntityDetails] = []
        for entity in entities {
            let accesses = try await directory.accesses.accesses(of: entity.id, in: scope.account, at: scope.now)
            // Later than the report is not in it.
            let last = accesses[service]?.last.flatMap { $0.time <= job.createdAt ? $0.time : nil }
            details.append(EntityDetails(entityInfo: EntityInfo(of: entity), lastAuthenticated: last))
        }
        let never = Timestamp(milliseconds: .min)
        return details.sorted {
            let (left, right) = ($0.lastAuthenticated ?? never, $1.lastAuthenticated ?? never)
            return left == right ? $0.entityInfo.arn < $1.entityInfo.arn : left > right
        }
    }

    /// The report, for the one who asked for it.
    private func lastAccessJob(_ id: String, in scope: RequestScope) throws -> LastAccessJobRecord {
        let job = try store.get(LastAccessJobRecord.self, LastAccessJobRecord.key(scope.account, id))?.record
        guard let job, job.requester == scope.caller.entityID, scope.now - job.createdAt < LastAccessJobRecord.lifetime
        else { throw AWSError(.noSuchEntityException, "Job \(id) cannot be found.") }
        return job
    }
}

extension ServiceLastAccessed {
    fileprivate init(_ service: LastAccessJobRecord.Service, of job: LastAccessJobRecord) {
        self.init(
            serviceName: ServiceCatalog.name(service.namespace), serviceNamespace: service.namespace,
            lastAuthenticated: service.last?.access.time, lastAuthenticatedEntity: service.last?.entity,
            lastAuthenticatedRegion: service.last?.access.region, totalAuthenticatedEntities: service.entities,
            trackedActionsLastAccessed: job.hasActions
                ? service.actions.map { action in
                    TrackedActionLastAccessed(
                        actionName: action.name, lastAccessedEntity: action.last?.entity,
                        lastAccessedTime: action.last?.access.time, lastAccessedRegion: action.last?.access.region)
                } : nil)
    }
}

extension EntityInfo {
    fileprivate init(of entity: ReportedEntity) {
        self.init(arn: entity.arn, name: entity.name, type: entity.type, id: entity.id, path: entity.path)
    }
}
