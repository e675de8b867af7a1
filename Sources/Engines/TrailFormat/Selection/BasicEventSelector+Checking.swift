extension EventSelection {
    /// Throws where CloudTrail would refuse these selectors.
    ///
    /// Source: CloudTrail API reference, PutEventSelectors and `InvalidEventSelectorsException`; user guide, "Quotas in
    /// AWS CloudTrail".
    public func check() throws(SelectorViolation) {
        switch self {
        case .basic(let selectors): try BasicEventSelector.check(selectors)
        case .advanced(let selectors): try AdvancedEventSelector.check(selectors)
        }
    }
}

extension BasicEventSelector {
    private static let mostSelectors = 5
    private static let mostResources = 250

    static func check(_ selectors: [BasicEventSelector]) throws(SelectorViolation) {
        guard (1...mostSelectors).contains(selectors.count) else {
            throw SelectorViolation(
                "The number of event selectors must be between 1 and \(mostSelectors): \(selectors.count).")
        }
        for selector in selectors { try selector.check() }
        let count = selectors.reduce(0) { $0 + $1.countedResources }
        guard count <= mostResources else {
            throw SelectorViolation(
                "The total number of data resources across all event selectors cannot exceed \(mostResources): \(count)."
            )
        }
    }

    private func check() throws(SelectorViolation) {
        guard includesManagementEvents || !dataResources.isEmpty else {
            throw SelectorViolation(
                "Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, "
                    + "DataResources must not be empty")
        }
        for source in excludedManagementSources where !Self.excludableSources.contains(source) {
            throw SelectorViolation("Value \(source) for ExcludeManagementEventSources is invalid.")
        }
        guard includesManagementEvents || excludedManagementSources.isEmpty else {
            throw SelectorViolation(
                "Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, "
                    + "ExcludeManagementEventSources must be empty")
        }
        guard Set(dataResources.map(\.type)).count == dataResources.count else {
            throw SelectorViolation("DataResources must not contain a type more than once.")
        }
        for resource in dataResources { try resource.check() }
    }

    /// The quota does not count what stands for all resources of a type.
    private var countedResources: Int {
        dataResources.reduce(0) { count, resource in
            count + resource.values.count { !resource.isEverything($0) }
        }
    }

    static let excludableSources: Set = ["kms.amazonaws.com", "rdsdata.amazonaws.com"]
}

extension BasicEventSelector.DataResource {
    fileprivate func check() throws(SelectorViolation) {
        guard Self.everything[type] != nil else {
            throw SelectorViolation("Value \(type) for DataResources.Type is invalid.")
        }
        guard !values.isEmpty else { throw SelectorViolation("DataResources.Values must not be empty.") }
        for value in values where !isEverything(value) && !isResource(value) {
            throw SelectorViolation("Value \(value) for DataResources.Values is invalid.")
        }
    }

    fileprivate func isEverything(_ value: String) -> Bool {
        value == Self.everything[type] || value == Self.everything[type].map { $0 + ":::" }
    }

    /// `arn:aws:s3:::bucket/` with or without the beginning of keys; the whole ARN of a function or table.
    private func isResource(_ value: String) -> Bool {
        let parts = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), !value.utf8.contains(UInt8(ascii: "*"))
        else { return false }
        switch type {
        case Self.object:
            guard parts[2] == "s3", parts[3].isEmpty, parts[4].isEmpty, let slash = parts[5].firstIndex(of: "/") else {
                return false
            }
            return TrailBucketName.isValid(String(parts[5][..<slash]))
        case Self.function:
            return parts[2] == "lambda" && !parts[3].isEmpty && parts[5].hasPrefix("function:")
        default: return parts[2] == "dynamodb" && !parts[3].isEmpty && parts[5].hasPrefix("table/")
        }
    }
}
