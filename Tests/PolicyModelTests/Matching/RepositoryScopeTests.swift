import PolicyModel
import Testing

@Suite struct RepositoryScopeTests {
    @Test(arguments: [
        ("docker.io", "docker.io/grafana/loki", true), ("docker.io", "docker.io.example/a/b", false),
        ("ghcr.io/acme", "ghcr.io/acme/app", true), ("ghcr.io/acme", "ghcr.io/acme", true),
        ("ghcr.io/acme", "ghcr.io/acmes/app", false), ("localhost:5001", "localhost:5001/a/b", true),
        ("localhost", "localhost/a/b", true), ("ghcr.io/*/app", "ghcr.io/acme/app", true),
        ("ghcr.io/*/app", "ghcr.io/acme/x/app", false), ("*.azurecr.io/**", "acme.azurecr.io/a/b", true),
        // Short names are Docker Hub's.
        ("rancher/kubectl", "docker.io/rancher/kubectl", true), ("rancher/kubectl", "quay.io/rancher/kubectl", false),
        ("nginx", "docker.io/library/nginx", true), ("nginx", "docker.io/acme/nginx", false),
        ("grafana/*", "docker.io/grafana/loki", true), ("grafana/*", "quay.io/grafana/loki", false),
        ("**/kubectl", "registry.k8s.io/kubectl", true), ("**", "docker.io/a/b", true),
    ])
    func `a scope is a registry, a folder, a repository or a glob over whole names`(
        text: String, name: String, isInside: Bool
    ) throws {
        let scope = try RepositoryScope(text)
        #expect(scope.problem == nil)
        #expect(scope.contains(name) == isInside)
    }

    @Test(arguments: ["", "*", "loki*", "docker.io/", "https://docker.io", "ghcr.io/Acme", "a/b:1", "a b", "/a"])
    func `a scope that can contain no repository is refused with a reason`(text: String) throws {
        #expect(try RepositoryScope(text).problem != nil)
    }
}
