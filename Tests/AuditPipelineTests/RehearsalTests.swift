import AuditPipeline
import Testing

@Suite struct RehearsalTests {
    @Test(.timeLimit(.minutes(1))) func `a rehearsal waits for nobody, and can be repeated`() async {
        async let first: Void = AuditSession.rehearse()
        await AuditSession.rehearse()
        await first
    }
}
