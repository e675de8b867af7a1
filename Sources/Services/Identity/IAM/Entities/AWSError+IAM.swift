import AWSProtocols
import IAMModel

/// IAM's errors in its own words.
extension AWSError {
    static func noSuch(_ type: IAMEntityType, _ name: String) -> AWSError {
        AWSError(.noSuchEntityException, "The \(type.rawValue) with name \(name) cannot be found.")
    }

    static func noSuchInlinePolicy(_ name: String, of type: IAMEntityType) -> AWSError {
        AWSError(.noSuchEntityException, "The \(type.rawValue) policy with name \(name) cannot be found.")
    }

    static func noSuchPolicy(_ arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "Policy \(arn) was not found.")
    }

    static func notAttachable(_ arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "Policy \(arn) does not exist or is not attachable.")
    }

    static func noSuchBoundary(_ arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "Scope ARN: \(arn) does not exist or is not attachable.")
    }

    static func noSuchVersion(_ id: String, of arn: String) -> AWSError {
        AWSError(.noSuchEntityException, "Policy \(arn) version \(id) does not exist or is not attachable.")
    }

    static func noSuchAccessKey(_ id: String) -> AWSError {
        AWSError(.noSuchEntityException, "The Access Key with id \(id) cannot be found.")
    }

    static func alreadyExists(_ type: IAMEntityType, _ name: String) -> AWSError {
        AWSError(.entityAlreadyExistsException, "\(type.title) with name \(name) already exists.")
    }

    static func quotaExceeded(_ quota: String, _ limit: Int) -> AWSError {
        AWSError(.limitExceededException, "Cannot exceed quota for \(quota): \(limit)")
    }

    /// - Parameter remedy: what is to be done before the entity can be deleted
    static func deleteConflict(_ remedy: String) -> AWSError {
        AWSError(.deleteConflictException, "Cannot delete entity, must \(remedy) first.")
    }

    static func invalidInput(_ message: String) -> AWSError { AWSError(.invalidInputException, message) }
}
