import AWSProtocols
import Essentials
import IAMModel
import ServiceKit

extension IAM {
    func getOrganizationsAccessReport(
        _ input: GetOrganizationsAccessReportRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GetOrganizationsAccessReportResponse {
        let key = OrganizationReportRecord.key(scope.account, input.jobId)
        guard let report = try store.get(OrganizationReportRecord.self, key)?.record,
            scope.now - report.createdAt < LastAccessJobRecord.lifetime
        else { throw AWSError(.noSuchEntityException, "Job \(input.jobId) cannot be found.") }
        guard let services = report.services else { return .nothingThere(report) }
        let order = input.sortKey ?? .serviceNamespaceAscending
        let page = try page(
            of: Array(services.sorted(by: order.precedes).enumerated()),
            list: "iam.organizationReport/\(report.id)/\(order.rawValue)", at: { String(1000 + $0.offset) }, input,
            for: scope)
        return GetOrganizationsAccessReportResponse(
            jobStatus: .completed, jobCreationDate: report.createdAt, jobCompletionDate: report.createdAt,
            numberOfServicesAccessible: services.count,
            numberOfServicesNotAccessed: services.count { $0.last == nil },
            accessDetails: page.elements.map { AccessDetail($0.element) }, isTruncated: page.isTruncated,
            marker: page.marker)
    }
}

extension GetOrganizationsAccessReportResponse {
    fileprivate static func nothingThere(_ report: OrganizationReportRecord) -> Self {
        Self(
            jobStatus: .failed, jobCreationDate: report.createdAt, jobCompletionDate: report.createdAt,
            errorDetails: ErrorDetails(
                message: "The entity path does not lead to a root, organizational unit or account.",
                code: "INVALID_ENTITY_PATH"))
    }
}

extension SortKeyType {
    /// By time, a service that was never used comes before all others.
    fileprivate func precedes(
        _ left: OrganizationReportRecord.Service, _ right: OrganizationReportRecord.Service
    ) -> Bool {
        switch self {
        case .serviceNamespaceAscending: left.namespace < right.namespace
        case .serviceNamespaceDescending: left.namespace > right.namespace
        case .lastAuthenticatedTimeAscending: left.place < right.place
        case .lastAuthenticatedTimeDescending: left.place > right.place
        }
    }
}

extension OrganizationReportRecord.Service {
    fileprivate var place: (Int64, String) { (last?.time.milliseconds ?? .min, namespace) }
}

extension AccessDetail {
    fileprivate init(_ service: OrganizationReportRecord.Service) {
        self.init(
            serviceName: ServiceCatalog.name(service.namespace), serviceNamespace: service.namespace,
            region: service.last?.region, entityPath: service.path, lastAuthenticatedTime: service.last?.time,
            totalAuthenticatedEntities: service.accounts)
    }
}
