import Hummingbird
import Orders

/// What the server answers to.
struct Routes: Sendable {
    let shop: Shop

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: Correlation())
        router.add(middleware: Problems())
        addCommands(to: router.group("orders"))
        addQueries(to: router)
        addMails(to: router.group("mails"))
        return router
    }
}
