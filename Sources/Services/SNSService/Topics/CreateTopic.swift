import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// The topic that is to be, which the policies are asked about whether or not there is one already.
    func newTopic(_ input: CreateTopicInput, in scope: RequestScope) throws -> Target<TopicARN> {
        let arn = TopicARN(account: scope.account, region: scope.region, name: input.name)
        let existing = try topics.find(arn)
        var conditions = SNSConditions(tags: input.tags ?? [])
        conditions.resourceTags = existing?.record.tags ?? []
        var checks = [Self.check("SNS:CreateTopic", arn, conditions, in: scope)]
        if input.tags?.isEmpty == false { checks.append(Self.check("SNS:TagResource", arn, conditions, in: scope)) }
        return Target(arn, checks: checks)
    }

    /// Creates a topic; one that is there already and is the same is answered as if it were new.
    func createTopic(
        _ input: CreateTopicInput, as arn: Authorized<TopicARN>, in scope: RequestScope
    ) async throws -> Change<CreateTopicResponse> {
        let arn = arn.value
        var attributes = input.attributes ?? [:]
        let isFIFO = try Self.isFIFO(input.name, attributes.removeValue(forKey: "FifoTopic"))
        guard input.dataProtectionPolicy == nil else {
            throw AWSError.invalidParameter("DataProtectionPolicy Reason: data protection policies are not supported")
        }
        var settings = TopicSettings()
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            try await set(name, to: value, in: &settings, of: arn, isFIFO: isFIFO, parameter: "Attributes")
        }
        let tags = try TagSet([]).adding(input.tags ?? []).tags
        let record = TopicRecord(
            account: arn.account, region: arn.region, name: arn.name, createdAt: scope.now, isFIFO: isFIFO,
            settings: settings, tags: tags)
        let named = Set(attributes.keys)
        return Change { transaction in
            if let existing = try transaction.get(TopicRecord.self, record.key)?.record {
                try Self.require(existing, toBeLike: record, attributes: named)
            } else {
                try Self.requireRoom(for: record, transaction)
                try transaction.insert(record)
            }
            return CreateTopicResponse(topicArn: arn.description)
        }
    }

    private static func isFIFO(_ name: String, _ value: String?) throws(AWSError) -> Bool {
        guard let isFIFO = Bool(value ?? "false") else {
            throw .invalidAttribute("FifoTopic", "must be true or false")
        }
        guard TopicARN.isName(name) else { throw .invalidParameter("Topic Name") }
        guard name.hasSuffix(".fifo") == isFIFO else {
            throw .invalidParameter(
                isFIFO
                    ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII "
                        + "letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long."
                    : "Topic Name")
        }
        return isFIFO
    }

    /// Attributes and tags that are not named may be anything.
    private static func require(
        _ existing: TopicRecord, toBeLike asked: TopicRecord, attributes: Set<String>
    ) throws(AWSError) {
        var settings = asked.settings
        let unnamed = Set(TopicAttribute.allCases.map(\.rawValue)).subtracting(attributes)
        for name in unnamed { TopicAttribute(rawValue: name)?.copy(from: existing.settings, to: &settings) }
        guard settings == existing.settings else {
            throw .invalidParameter("Attributes Reason: Topic already exists with different attributes")
        }
        guard asked.tags.isEmpty || Set(asked.tags) == Set(existing.tags) else {
            throw .invalidParameter("Tags Reason: Topic already exists with different tags")
        }
    }

    private static func requireRoom(for record: TopicRecord, _ transaction: any ReadTransaction) throws {
        let count = try transaction.count(
            TopicRecord.self, in: .region(record.account, record.region),
            where: .equals(.fifo, .integer(record.isFIFO ? 1 : 0)))
        guard count < (record.isFIFO ? SNSQuotas.fifoTopics : SNSQuotas.topics) else {
            throw AWSError(.topicLimitExceededException, "Topic limit exceeded")
        }
    }
}
