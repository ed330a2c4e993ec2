package octavia.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys and certificates of a control plane, in a directory of its own: an authority for
 * amphorae's server certificates, one for the controllers' client certificates, the controllers'
 * identity and the key that signs heartbeats. What is missing is made when it is opened; several
 * processes may share the directory. For all threads.
 */
public final class Pki {
  private static final Duration CLIENT_VALIDITY = Duration.ofDays(90);

  /** The controllers' certificate is replaced when no more than this is left of it. */
  private static final Duration CLIENT_RENEWAL = Duration.ofDays(30);

  /** A staged file as old as this belongs to a process that died. */
  private static final Duration STAGED_AGE = Duration.ofHours(1);

  private static final int HEARTBEAT_KEY_BYTES = 32;

  private final Path directory;
  private final InstantSource clock;
  private final CertificateAuthority server;
  private final CertificateAuthority client;
  private final String heartbeatKey;

  /** Guards {@link #controller} and its file. */
  private final ReentrantLock renewal = new ReentrantLock();

  private @Nullable ClientIdentity controller;

  private Pki(
      Path directory,
      InstantSource clock,
      CertificateAuthority server,
      CertificateAuthority client,
      String heartbeatKey) {
    this.directory = directory;
    this.clock = clock;
    this.server = server;
    this.client = client;
    this.heartbeatKey = heartbeatKey;
  }

  /**
   * Opens {@code directory} (mode 0700 if it is made), and makes there what it lacks.
   *
   * @throws PkiException if something there is damaged or cannot be written
   */
  public static Pki open(Path directory, InstantSource clock) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      removeStaged(directory, clock.instant());
      return new Pki(
          directory,
          clock,
          CertificateAuthority.open(
              directory.resolve("server_ca.pem"), "Octavia amphora server authority", clock),
          CertificateAuthority.open(
              directory.resolve("client_ca.pem"), "Octavia controller client authority", clock),
          heartbeatKey(directory.resolve("heartbeat.key")));
    } catch (IOException e) {
      throw new PkiException("cannot keep keys in " + directory, e);
    }
  }

  /** Signs amphorae's certificates; trusted by controllers. */
  public CertificateAuthority serverAuthority() {
    return server;
  }

  /** Signs the controllers' certificate; trusted by agents. */
  public CertificateAuthority clientAuthority() {
    return client;
  }

  /** Text that signs heartbeats; secret. */
  public String heartbeatKey() {
    return heartbeatKey;
  }

  /**
   * The controllers' identity, renewed in time. To be asked for whenever a connection is made
   * rather than kept.
   *
   * @throws PkiException if a new one cannot be kept
   */
  public ClientIdentity controller() {
    renewal.lock();
    try {
      Instant now = clock.instant();
      if (controller != null && usable(controller, now)) {
        return controller;
      }
      Path file = directory.resolve("client.pem");
      ClientIdentity identity =
          kept(file).filter(kept -> usable(kept, now)).orElseGet(() -> issue(file, now));
      controller = identity;
      return identity;
    } finally {
      renewal.unlock();
    }
  }

  private boolean usable(ClientIdentity identity, Instant now) {
    X509Certificate certificate = identity.chain().getFirst();
    Instant end = certificate.getNotAfter().toInstant();
    return now.plus(CLIENT_RENEWAL).isBefore(end)
        && now.isAfter(certificate.getNotBefore().toInstant())
        && client.signed(certificate);
  }

  /** What the file holds; empty if it is missing or damaged, since a new one does as well. */
  private static Optional<ClientIdentity> kept(Path file) {
    try {
      String pem = Files.readString(file);
      return Optional.of(new ClientIdentity(Pem.key("EC", pem), List.of(Pem.certificate(pem))));
    } catch (NoSuchFileException | GeneralSecurityException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new PkiException("cannot read " + file, e);
    }
  }

  private ClientIdentity issue(Path file, Instant now) {
    KeyPair pair = CertificateAuthority.newKeyPair();
    X509Certificate certificate =
        client.issueClient("octavia-controller", pair.getPublic(), now, CLIENT_VALIDITY);
    String pem = Pem.of(certificate) + Pem.of(Pem.PKCS8, pair.getPrivate().getEncoded());
    try {
      DurableFile.replace(file, pem.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new PkiException("cannot write " + file, e);
    }
    return new ClientIdentity(pair.getPrivate(), List.of(certificate));
  }

  private static String heartbeatKey(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] key = new byte[HEARTBEAT_KEY_BYTES];
      new SecureRandom().nextBytes(key);
      DurableFile.create(
          file, (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    String key = Files.readString(file).strip();
    if (key.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return key;
  }

  private static void removeStaged(Path directory, Instant now) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, ".*" + DurableFile.STAGED)) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().plus(STAGED_AGE).isBefore(now)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException _) {
          // its process has just finished with it
        }
      }
    }
  }
}
