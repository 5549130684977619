import TestSupport
import Testing

/// `pin --write` that is killed at every step of its writing.
@Suite(.needs(.registries)) struct PinWriteIntegrationTests {
    /// Loaded into the tool, it kills the process at the call with the number in `KILL_AT`: before and after each system
    /// call that makes a file durable or visible, and in the middle of each write to a file.
    private static let killer = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <sys/stat.h>
        #include <unistd.h>
        #define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
        static int steps;
        static void step(void) {
            const char *at = getenv("KILL_AT");
            if (at && __sync_add_and_fetch(&steps, 1) == atoi(at)) kill(getpid(), SIGKILL);
        }
        ssize_t write(int descriptor, const void *bytes, size_t count) {
            struct stat status;
            if (descriptor > 2 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && count > 1) {
                step();
                count /= 2;
            }
            return NEXT(write)(descriptor, bytes, count);
        }
        int fsync(int descriptor) {
            step();
            int result = NEXT(fsync)(descriptor);
            step();
            return result;
        }
        int rename(const char *old, const char *new) {
            step();
            int result = NEXT(rename)(old, new);
            step();
            return result;
        }
        int unlink(const char *path) {
            step();
            int result = NEXT(unlink)(path);
            step();
            return result;
        }
        """

    @Test func `killing a run at any point leaves each file old or new`() async throws {
        let registry = try DevelopmentRegistry.require()
        let directory = try TemporaryDirectory()
        try directory.write(Self.killer, to: "killer.c")
        try await ToolRunner.shell("cc -shared -fPIC -o killer.so killer.c -ldl", in: directory.path)
        let old = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: docker.io/shapes/nested:1.0}]}\n"
        let names = (1...3).map { "work/\($0).yaml" }
        func pin(killedAt step: Int) async throws -> Int32 {
            for name in names { try directory.write(old, to: name) }
            let tool = try ToolRunner.polyarch(
                environment: ["LD_PRELOAD": directory.file("killer.so"), "KILL_AT": "\(step)"])
            return try await tool.run(
                ["pin", "work", "--write", "--no-cache", "--registries", registry.registriesFile],
                in: directory.path
            ).status
        }

        #expect(try await pin(killedAt: 0) == 0)
        let new = try directory.text(of: names[0])
        #expect(new != old)
        var mixed = 0
        for step in 1... {
            let status = try await pin(killedAt: step)
            let found = try names.map { try directory.text(of: $0) }
            #expect(found.allSatisfy { $0 == old || $0 == new }, "killed at step \(step): \(found)")
            if Set(found).count == 2 { mixed += 1 }
            if status == 0 {
                #expect(found.allSatisfy { $0 == new })
                break
            }
            try #require(status == 128 + 9, "ended with \(status) at step \(step)")
        }
        // Some runs must have been killed between two files, or the test shows nothing.
        #expect(mixed > 5)
    }
}
