import AWSProtocols
import CloudTrailModel
import Essentials
import ServiceKit
import Store
import TrailFormat

/// A trail that is to be made: whose it is going to be.
struct TrailDraft: Sendable {
    let owner: AccountID
    let organizationID: String?
}

extension CloudTrail {
    /// Makes a trail that does not log yet, after trying whether it could deliver.
    /// Source: CloudTrail API reference, CreateTrail.
    func createTrail(
        _ input: CreateTrailRequest, _ draft: Authorized<TrailDraft>, in scope: RequestScope
    ) async throws -> Change<CreateTrailResponse> {
        let settings = TrailSettings(input)
        let (owner, organization) = (draft.value.owner, draft.value.organizationID)
        try TrailReference.check(input.name)
        try settings.check()
        let tags = try TrailTagSet([]).adding(input.tagsList ?? []).tags
        try requireRoom(named: input.name, settings, for: owner, scope.region) { body in try store.readNow(body) }
        let destination = try await destination(
            settings, of: TrailRecord.arn(owner, scope.region, input.name), owner, scope.region, organization,
            caller: scope)
        let trail = TrailRecord(
            id: scope.random.uuid(), account: owner, home: scope.region, name: input.name, destination: destination,
            isMultiRegion: settings.isMultiRegion, includesGlobalServices: settings.includesGlobalServices,
            validatesFiles: settings.validatesFiles, organizationID: organization, tags: tags)
        return Change { transaction in
            try requireRoom(named: input.name, settings, for: owner, scope.region) { body in try body(transaction) }
            if organization != nil {
                try linkedRoles.ensure(for: Self.principal, in: owner, for: scope, transaction)
            }
            try transaction.insert(
                SelectionRecord(
                    trailID: trail.id, revision: trail.revision, selection: .standard,
                    includesGlobalServices: trail.includesGlobalServices))
            try transaction.save(trail)
            return CreateTrailResponse(trail)
        }
    }

    /// Whose the new trail is: of one for an organization, the management account's.
    func newTrail(_ input: CreateTrailRequest, in scope: RequestScope) async throws -> Target<TrailDraft> {
        let conditions = TrailConditions(tags: input.tagsList ?? [])
        let own = AccessCheck(
            action: "cloudtrail:CreateTrail", resource: TrailRecord.arn(scope.account, scope.region, input.name),
            account: scope.account, auditType: Self.auditType, conditionKeys: conditions.value)
        var (checks, draft) = ([own], TrailDraft(owner: scope.account, organizationID: nil))
        if input.isOrganizationTrail == true {
            do {
                let membership = try organizationToTrail(for: scope.account)
                draft = TrailDraft(
                    owner: membership.managementAccount, organizationID: membership.organizationID)
                if let check = try linkedRoles.check(for: Self.principal, in: scope.account) { checks.append(check) }
            } catch let error as AWSError {
                throw TargetNotFound(error, check: own)
            }
        }
        if input.tagsList?.isEmpty == false {
            var tagging = own
            tagging.action = "cloudtrail:AddTags"
            checks.append(tagging)
        }
        return Target(draft, checks: checks)
    }

    /// The organization for which an account may make trails.
    func organizationToTrail(for account: AccountID) throws -> OrganizationMembership {
        guard let membership = try organizations.membership(of: account) else { throw AWSError.organizationsNotInUse }
        guard membership.managementAccount == account || membership.delegatedServices.contains(Self.principal) else {
            throw AWSError.notManagementAccount
        }
        guard membership.hasAllFeatures else { throw AWSError.notAllFeatures }
        guard try organizations.trusts(Self.principal, in: membership.organizationID) else {
            throw AWSError.accessNotEnabled
        }
        return membership
    }

    /// Throws where the name is taken or a Region would have too many trails.
    private func requireRoom(
        named name: String, _ settings: TrailSettings, for account: AccountID, _ region: Region,
        _ read: ((any ReadTransaction) throws -> Void) throws -> Void
    ) throws {
        try read { transaction in
            guard try transaction.get(TrailRecord.self, TrailRecord.key(account, region, name)) == nil else {
                throw AWSError(
                    .trailAlreadyExistsException, "Trail \(name) already exists for customer: \(account)")
            }
            let trails = try transaction.trails(of: account)
            try TrailQuota.requireRoom(among: trails, for: account, region, isMultiRegion: settings.isMultiRegion)
        }
    }
}

/// How many trails an account can have in a Region: its own there, and those of all Regions.
/// Source: CloudTrail user guide, "Quotas in AWS CloudTrail".
enum TrailQuota {
    static let perRegion = 5

    /// - Parameter trails: the others of the account
    static func requireRoom(
        among trails: [TrailRecord], for account: AccountID, _ region: Region, isMultiRegion: Bool
    ) throws(AWSError) {
        let everywhere = trails.filter(\.isMultiRegion).count
        let single = Dictionary(grouping: trails.filter { !$0.isMultiRegion }, by: \.home).mapValues(\.count)
        let full =
            isMultiRegion
            ? single.filter { $0.value + everywhere >= perRegion }.keys.first
                ?? (everywhere >= perRegion ? region : nil)
            : ((single[region] ?? 0) + everywhere >= perRegion ? region : nil)
        if let full {
            throw AWSError(
                .maximumNumberOfTrailsExceededException,
                "User: \(account) already has \(perRegion) trails in \(full).")
        }
    }
}

extension ReadTransaction {
    /// All trails that an account owns: a handful for each Region.
    func trails(of account: AccountID) throws -> [TrailRecord] {
        try all(TrailRecord.self, in: .account(account))
    }

    func all<Record: StoredRecord>(
        _ type: Record.Type, in scope: RecordScope, where predicate: Predicate? = nil
    ) throws -> [Record] {
        var (found, position): ([Record], RecordPosition?) = ([], nil)
        repeat {
            let page = try query(type, in: scope, where: predicate, limit: 500, after: position)
            found += page.records.map(\.record)
            position = page.next
        } while position != nil
        return found
    }
}

extension CreateTrailResponse {
    init(_ trail: TrailRecord) {
        let destination = trail.destination
        self.init(
            name: trail.name, s3BucketName: destination.bucket, s3KeyPrefix: destination.prefix,
            snsTopicName: destination.topicName, snsTopicARN: destination.topicARN,
            includeGlobalServiceEvents: trail.includesGlobalServices, isMultiRegionTrail: trail.isMultiRegion,
            trailARN: trail.arn, logFileValidationEnabled: trail.validatesFiles,
            cloudWatchLogsLogGroupArn: destination.logGroupARN, cloudWatchLogsRoleArn: destination.logRoleARN,
            kmsKeyId: destination.keyARN, isOrganizationTrail: trail.organizationID != nil)
    }
}

extension TrailDestination {
    var topicName: String? { topicARN.flatMap { ARN($0)?.resource } }
}
