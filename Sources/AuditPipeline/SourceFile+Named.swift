internal import DocumentReading
internal import FileSystem
package import SourceText

extension SourceFile {
    /// A file that the call names, as a whole; `-` is standard input.
    package convenience init(named path: String) throws(UsageError) {
        let isInput = path == "-"
        let limit = ReadingLimits.standard.inputSize
        do throws(FileError) {
            let bytes =
                try isInput ? FileContents.readStandardInput(limit: limit) : FileContents.read(path, limit: limit)
            self.init(path: isInput ? "<stdin>" : path, bytes: bytes)
        } catch {
            throw UsageError(error)
        }
    }
}
