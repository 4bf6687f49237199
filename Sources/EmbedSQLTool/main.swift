// Writes every SQL file that `sql/install.sql` installs into one Swift file of raw string literals.
// Usage: EmbedSQLTool PACKAGE_FOLDER OUTPUT_FILE
// The manifest is the list of `\set file` lines of `sql/install.sql`, in their order, so that psql, the library and the
// shell install the same text in the same order.
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: EmbedSQLTool PACKAGE_FOLDER OUTPUT_FILE\n".utf8))
    exit(64)
}
let package = URL(fileURLWithPath: arguments[1], isDirectory: true)

func text(of path: String) throws -> String {
    var text = try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
    // psql strips one newline from the end of a backquoted command's output; the checksum is taken without it everywhere.
    if text.hasSuffix("\n") { text.removeLast() }
    return text
}

func literal(_ text: String) -> String {
    var pounds = "#"
    while text.contains("\"" + pounds) || text.contains("\\" + pounds) || text.contains("\"\"\"" + pounds) {
        pounds += "#"
    }
    return "\(pounds)\"\"\"\n\(text)\n\"\"\"\(pounds)"
}

let marker = "\\set file "
let manifest = try text(of: "sql/install.sql")
    .split(separator: "\n")
    .filter { $0.hasPrefix(marker) }
    .map { String($0.dropFirst(marker.count)) }

var output = """
    // Written by the EmbedSQL plugin from sql/install.sql and the files it names.
    enum EmbeddedSQL {
        static let bootstrap = \(literal(try text(of: "sql/bootstrap.sql")))

        static let files: [(path: String, text: String)] = [

    """
for path in manifest {
    output += "(path: \"\(path)\", text: \(literal(try text(of: path)))),\n"
}
output += "    ]\n}\n"
try output.write(to: URL(fileURLWithPath: arguments[2]), atomically: true, encoding: .utf8)
