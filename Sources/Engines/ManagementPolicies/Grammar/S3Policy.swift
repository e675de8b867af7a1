extension Grammar {
    /// Source: Organizations user guide, "Amazon S3 policy syntax and examples".
    static let s3Policy = Grammar.object(
        [
            "s3_attributes": .object(
                ["public_access_block_configuration": .single(.oneOf("all", "none"))],
                required: ["public_access_block_configuration"])
        ], required: ["s3_attributes"])
}
