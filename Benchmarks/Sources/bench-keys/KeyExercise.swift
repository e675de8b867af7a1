/// What a key does and undoes: a signature or a MAC, made and checked.
protocol KeyExercise {
    func make() throws
    func check() throws
}
