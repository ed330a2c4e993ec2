package octavia.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import octavia.amphora.api.AgentCredentials;
import octavia.http.PemFiles;

/**
 * Both authorities and what they sign, made by openssl in a directory: RSA keys in PKCS #1 for
 * amphorae, as the real ones have.
 */
final class TestCertificates {
  private final Path directory;

  TestCertificates(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    authority("server_ca");
    authority("client_ca");
    authority("other_ca");
    signed("client", "octavia", "client_ca");
    signed("stranger", "octavia", "other_ca");
  }

  Path clientAuthority() {
    return directory.resolve("client_ca.pem");
  }

  /** A file with the certificate and key of an amphora. */
  Path server(String amphoraId) throws IOException, InterruptedException {
    return signed("server-" + amphoraId, amphoraId, "server_ca");
  }

  /** The controller's. */
  AgentCredentials controller() throws IOException {
    return credentials("client", "server_ca");
  }

  /** Of somebody whom no amphora knows. */
  AgentCredentials stranger() throws IOException {
    return credentials("stranger", "server_ca");
  }

  /** The controller's, who believes another authority. */
  AgentCredentials unbelieving() throws IOException {
    return credentials("client", "other_ca");
  }

  private AgentCredentials credentials(String client, String authority) throws IOException {
    String pem = Files.readString(directory.resolve(client + ".pem"));
    return new AgentCredentials(
        PemFiles.privateKey(pem),
        PemFiles.certificates(pem),
        PemFiles.certificates(Files.readString(directory.resolve(authority + ".pem"))));
  }

  private void authority(String name) throws IOException, InterruptedException {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem",
        "-subj",
        "/CN=" + name,
        "-days",
        "2");
  }

  private Path signed(String name, String subject, String authority)
      throws IOException, InterruptedException {
    openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        name + ".pkcs8",
        "-out",
        name + ".csr",
        "-subj",
        "/CN=" + subject);
    Files.writeString(
        directory.resolve(name + ".ext"),
        "subjectAltName=DNS:" + subject + "\nextendedKeyUsage=critical,serverAuth,clientAuth\n");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".crt");
    openssl("rsa", "-in", name + ".pkcs8", "-traditional", "-out", name + ".key");
    Path pem = directory.resolve(name + ".pem");
    Files.writeString(
        pem,
        Files.readString(directory.resolve(name + ".crt"))
            + Files.readString(directory.resolve(name + ".key")));
    return pem;
  }

  private void openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("failed: " + command);
    }
  }
}
