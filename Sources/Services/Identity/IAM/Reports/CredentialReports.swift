import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Makes a report unless there is one that is still good. It is complete when the call is answered; as AWS does,
    /// the call that made it answers that it has started.
    func generateCredentialReport(
        _ input: EmptyStructure, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> Change<GenerateCredentialReportResponse> {
        let rows = try await store.read { try $0.credentialRows(of: scope.account) }
        let report = CredentialReportRecord(
            account: scope.account, generatedAt: scope.now, content: CredentialRow.table(rows))
        return Change { transaction in
            let last = try transaction.get(CredentialReportRecord.self, report.key)?.record
            if let last, !last.isExpired(at: scope.now) { return GenerateCredentialReportResponse(state: .complete) }
            try transaction.put(report)
            return GenerateCredentialReportResponse(
                state: .started, description: "No report exists. Starting a new report generation task")
        }
    }

    func getCredentialReport(
        _ input: EmptyStructure, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GetCredentialReportResponse {
        let key = CredentialReportRecord.key(scope.account)
        guard let report = try store.get(CredentialReportRecord.self, key)?.record else {
            throw AWSError(.credentialReportNotPresentException, "Credential report is not present.")
        }
        guard !report.isExpired(at: scope.now) else {
            throw AWSError(.credentialReportExpiredException, "Credential report has expired.")
        }
        return GetCredentialReportResponse(
            content: Array(report.content.utf8), reportFormat: .textCsv, generatedTime: report.generatedAt)
    }
}

extension ReadTransaction {
    /// The root user first, then the users in order of name.
    fileprivate func credentialRows(of account: AccountID) throws -> [CredentialRow] {
        let users = try all(UserRecord.self, in: .account(account))
        let policy = try get(PasswordPolicyRecord.self, PasswordPolicyRecord.key(account))?.record
        let rows = try users.map { user in
            let profile = try get(LoginProfileRecord.self, LoginProfileRecord.key(account, user.id))?.record
            let keys = try accessKeys(of: user).sorted { $0.createdAt < $1.createdAt }.map { key in
                (key, try get(LastUseRecord.self, LastUseRecord.key(key.id))?.record)
            }
            return CredentialRow(
                of: user, password: profile, maximumAge: policy?.maximumAge,
                hasMFADevice: try !devices(of: user).isEmpty,
                keys: keys)
        }
        let roles = try all(RoleRecord.self, in: .account(account))
        // When an account came into being is not on record, but what is in it is not older.
        let oldest = (users.map(\.createdAt) + roles.map(\.createdAt)).min()
        return [CredentialRow(rootOf: account, createdAt: oldest)] + rows
    }
}
