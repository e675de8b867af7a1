import KMSModel

// Both have namesakes in modules that every test imports.
typealias Tag = KMSModel.Tag
typealias KeySpec = KMSModel.KeySpec
