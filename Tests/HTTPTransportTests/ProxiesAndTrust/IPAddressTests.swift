import HTTPTransport
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "unspecified"), ("0.1.2.3", "unspecified"), ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"), ("10.0.0.1", "private"), ("172.16.0.1", "private"),
        ("172.31.255.255", "private"), ("192.168.1.1", "private"), ("100.64.0.1", "carrier-grade NAT"),
        ("100.127.255.255", "carrier-grade NAT"), ("169.254.169.254", "link-local"),
        ("192.0.0.8", "special-purpose"),
        ("192.0.2.1", "documentation"), ("198.18.0.1", "special-purpose"), ("198.19.255.255", "special-purpose"),
        ("198.51.100.7", "documentation"), ("203.0.113.7", "documentation"), ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"), ("240.0.0.1", "reserved"), ("255.255.255.255", "reserved"),
        ("::", "unspecified"), ("::1", "loopback"), ("fc00::1", "unique local"), ("fd00:ec2::254", "unique local"),
        ("fe80::1", "link-local"), ("febf::1", "link-local"), ("fec0::1", "reserved"), ("ff02::1", "multicast"),
        ("2001:db8::1", "documentation"), ("3fff::1", "documentation"), ("3fff:fff::1", "documentation"),
        ("2001::1", "special-purpose"), ("100::1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"), ("::ffff:169.254.169.254", "link-local"), ("::ffff:10.1.2.3", "private"),
        ("::127.0.0.1", "loopback"), ("::ffff:0:127.0.0.1", "loopback"), ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "link-local"), ("64:ff9b:1::1", "reserved"), ("2002:7f00:1::", "loopback"),
        ("2002:a00:1::1", "private"), ("4000::1", "reserved"),
    ])
    func `a special-purpose address is classified by its range`(_ text: String, _ range: String) throws {
        #expect(try #require(IPAddress(text)).privateRange == range)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888",
        "2a00:1450::1", "3fff:1000::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ])
    func `public addresses, including those next to private ranges, are in no special range`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).privateRange == nil)
    }

    @Test(arguments: [
        "", "localhost", "127.1", "2130706433", "127.0.0.1 ", "[::1]", "::1%lo", "1.2.3.4:80", "fe80::1%eth0",
    ])
    func `text that is not a plain IP address is not an address`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }
}
