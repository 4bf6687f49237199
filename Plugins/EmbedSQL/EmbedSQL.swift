import Foundation
import PackagePlugin

/// Embeds the SQL contract into the library at build time, so that migrating needs no checkout.
@main
struct EmbedSQL: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedSQL.swift")
        var inputs: [URL] = []
        // A folder without files is not in a checkout.
        for folder in ["sql/migrations", "sql/functions", "sql/views", "partitions"]
        where FileManager.default.fileExists(atPath: root.appending(path: folder).path()) {
            let files = try FileManager.default.contentsOfDirectory(
                at: root.appending(path: folder), includingPropertiesForKeys: nil)
            inputs += files.filter { $0.pathExtension == "sql" }
        }
        inputs += [root.appending(path: "sql/install.sql"), root.appending(path: "sql/bootstrap.sql")]
        return [
            .buildCommand(
                displayName: "Embedding the SQL contract",
                executable: try context.tool(named: "EmbedSQLTool").url,
                arguments: [root.path(), output.path()],
                inputFiles: inputs.sorted { $0.path() < $1.path() },
                outputFiles: [output]
            )
        ]
    }
}
