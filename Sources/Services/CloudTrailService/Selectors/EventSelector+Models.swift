import CloudTrailModel
import TrailFormat

extension BasicEventSelector {
    init(_ selector: EventSelector) {
        self.init(
            readWrite: selector.readWriteType.flatMap { ReadWrite(rawValue: $0.rawValue) } ?? .all,
            includesManagementEvents: selector.includeManagementEvents ?? true,
            dataResources: (selector.dataResources ?? []).map {
                DataResource(type: $0.type ?? "", values: $0.values ?? [])
            }, excludedManagementSources: selector.excludeManagementEventSources ?? [])
    }
}

extension EventSelector {
    init(_ selector: BasicEventSelector) {
        self.init(
            readWriteType: ReadWriteType(rawValue: selector.readWrite.rawValue),
            includeManagementEvents: selector.includesManagementEvents,
            dataResources: selector.dataResources.map { DataResource(type: $0.type, values: $0.values) },
            excludeManagementEventSources: selector.excludedManagementSources)
    }
}

extension TrailFormat.AdvancedEventSelector {
    init(_ selector: CloudTrailModel.AdvancedEventSelector) {
        self.init(
            name: selector.name,
            fields: selector.fieldSelectors.map { field in
                FieldCondition(
                    field.field, equals: field.equals ?? [], startsWith: field.startsWith ?? [],
                    endsWith: field.endsWith ?? [], notEquals: field.notEquals ?? [],
                    notStartsWith: field.notStartsWith ?? [], notEndsWith: field.notEndsWith ?? [])
            })
    }
}

extension CloudTrailModel.AdvancedEventSelector {
    init(_ selector: TrailFormat.AdvancedEventSelector) {
        self.init(fieldSelectors: selector.fields.map(AdvancedFieldSelector.init), name: selector.name)
    }
}

extension AdvancedFieldSelector {
    init(_ condition: FieldCondition) {
        self.init(
            field: condition.field, equals: condition.equals.present, startsWith: condition.startsWith.present,
            endsWith: condition.endsWith.present, notEquals: condition.notEquals.present,
            notStartsWith: condition.notStartsWith.present, notEndsWith: condition.notEndsWith.present)
    }
}

extension [String] {
    /// Nil where there are none: an operator without values is not there.
    fileprivate var present: [String]? { isEmpty ? nil : self }
}
