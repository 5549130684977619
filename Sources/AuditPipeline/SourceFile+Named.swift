internal import DocumentReading
package import SourceText

extension SourceFile {
    /// A file that the call names, as a whole.
    package convenience init(named path: String) throws(UsageError) {
        do throws(FileError) {
            self.init(path: path, bytes: try FileContents.read(path, limit: ReadingLimits.standard.inputSize))
        } catch {
            throw UsageError("\(error.path): error: it cannot be read: \(error.reason)")
        }
    }
}
