package octavia.cloud.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import octavia.cloud.CloudException;
import octavia.cloud.CloudException.Kind;

/**
 * {@code local_cert_manager}: files of one directory, {@code <reference>.crt} with {@code .key}
 * and, where there are any, {@code .int} and {@code .pass}. Authorities and revocation lists are
 * {@code .crt} files too. A reference is a file's name and nothing else, so it leads out of the
 * directory nowhere.
 */
public final class LocalSecretDriver implements SecretDriver {
  /** The name in the configuration. */
  public static final String NAME = "local_cert_manager";

  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");
  private static final long MAX_BYTES = 1 << 20;

  private final Path directory;

  /** Over the files of a directory, which need not be there until something is read. */
  public LocalSecretDriver(Path directory) {
    this.directory = directory;
  }

  @Override
  public TlsContainer container(String reference) {
    String certificate = read(reference, ".crt");
    Certificates.checkCertificate(certificate);
    return new TlsContainer(
        certificate,
        read(reference, ".key"),
        find(reference, ".int").orElse(""),
        find(reference, ".pass").map(String::strip));
  }

  @Override
  public String authority(String reference) {
    return read(reference, ".crt");
  }

  @Override
  public String revocationList(String reference) {
    return read(reference, ".crt");
  }

  private String read(String reference, String suffix) {
    return find(reference, suffix)
        .orElseThrow(() ->
            new CloudException(Kind.NOT_FOUND, "no secret of that reference", reference + suffix));
  }

  private Optional<String> find(String reference, String suffix) {
    if (!REFERENCE.matcher(reference).matches()) {
      throw new CloudException(Kind.NOT_FOUND, "no secret of that reference", "not a file's name");
    }
    Path file = directory.resolve(reference + suffix);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CloudException(Kind.INVALID, "the secret is too large", reference + suffix);
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CloudException(
          Kind.FAILED, "the secret cannot be read", reference + suffix + ": " + e.getMessage(), e);
    }
  }
}
