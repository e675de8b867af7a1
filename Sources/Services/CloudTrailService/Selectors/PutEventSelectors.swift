import AWSProtocols
import CloudTrailModel
import ServiceKit
import Store
import TrailFormat

extension CloudTrail {
    /// Source: CloudTrail API reference, PutEventSelectors.
    func putEventSelectors(
        _ input: PutEventSelectorsRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) throws -> Change<PutEventSelectorsResponse> {
        let selection = try Self.selection(input)
        do {
            try selection.check()
        } catch {
            throw AWSError(.invalidEventSelectorsException, error.description)
        }
        return change(trail.value, for: scope) { trail, transaction in
            trail.hasCustomSelectors = selection != .standard
            try transaction.revise(&trail, selection: selection)
            return PutEventSelectorsResponse(
                trailARN: trail.arn, eventSelectors: selection.basic?.map(EventSelector.init),
                advancedEventSelectors: selection.advanced?.map(CloudTrailModel.AdvancedEventSelector.init))
        }
    }

    private static func selection(_ input: PutEventSelectorsRequest) throws(AWSError) -> EventSelection {
        switch (input.eventSelectors, input.advancedEventSelectors) {
        case (let basic?, nil): return .basic(basic.map(BasicEventSelector.init))
        case (nil, let advanced?): return .advanced(advanced.map(TrailFormat.AdvancedEventSelector.init))
        case (nil, nil), (.some, .some):
            throw AWSError(
                .invalidEventSelectorsException, "Specify either EventSelectors or AdvancedEventSelectors.")
        }
    }

    func getEventSelectors(
        _ input: GetEventSelectorsRequest, _ trail: Authorized<TrailRecord>, in scope: RequestScope
    ) throws -> GetEventSelectorsResponse {
        let key = SelectionRecord.key(trail.value.id, trail.value.revision)
        let selection = try store.get(SelectionRecord.self, key)?.record.selection ?? .standard
        return GetEventSelectorsResponse(
            trailARN: trail.value.arn, eventSelectors: selection.basic?.map(EventSelector.init),
            advancedEventSelectors: selection.advanced?.map(CloudTrailModel.AdvancedEventSelector.init))
    }
}

extension EventSelection {
    var basic: [BasicEventSelector]? { if case .basic(let selectors) = self { selectors } else { nil } }
    var advanced: [TrailFormat.AdvancedEventSelector]? {
        if case .advanced(let selectors) = self { selectors } else { nil }
    }
}
