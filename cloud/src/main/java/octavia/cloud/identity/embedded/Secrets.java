package octavia.cloud.identity.embedded;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords and other secrets: random ones, and hashes by PBKDF2 (RFC 8018) with a salt each. A few
 * are hashed at a time, so that guessing does not take the machine. For many threads.
 */
final class Secrets {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  private static final int ITERATIONS = 100_000;
  private static final int BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Who guesses by the thousand does not fill the service with those who wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Semaphore AT_WORK =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** What a password is compared with where there is no user, so that this takes as long. */
  private static final String NOBODY = hash(password());

  private Secrets() {}

  /** A password nobody guesses: 160 bits. */
  static String password() {
    return BASE64.encodeToString(bytes(20));
  }

  /** An id as Keystone's are. */
  static String id() {
    return HexFormat.of().formatHex(bytes(16));
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** The hash of a secret, with all that is needed to compare it. */
  static String hash(String secret) {
    byte[] salt = bytes(16);
    return "pbkdf2_sha512$"
        + ITERATIONS
        + "$"
        + BASE64.encodeToString(salt)
        + "$"
        + BASE64.encodeToString(derive(secret, salt, ITERATIONS));
  }

  /** True if the hash is that of the secret. */
  static boolean matches(String secret, String hash) {
    String[] parts = hash.split("\\$", -1);
    byte[] salt = Base64.getUrlDecoder().decode(parts[2]);
    byte[] wanted = Base64.getUrlDecoder().decode(parts[3]);
    return MessageDigest.isEqual(wanted, derive(secret, salt, Integer.parseInt(parts[1])));
  }

  /** Takes as long as {@link #matches}, for nothing. */
  static void compareWithNobody(String secret) {
    if (matches(secret, NOBODY)) {
      throw new IllegalStateException("a random password was guessed");
    }
  }

  private static byte[] derive(String secret, byte[] salt, int iterations) {
    return inTurn(
        AT_WORK,
        PATIENCE,
        () -> {
          try {
            return SecretKeyFactory.getInstance(ALGORITHM)
                .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, iterations, BITS))
                .getEncoded();
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
          }
        });
  }

  /**
   * Does the work when it is its turn.
   *
   * @throws Refusal if that takes longer than {@code patience}
   */
  static <T> T inTurn(Semaphore turns, Duration patience, Supplier<T> work) {
    try {
      if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refusal.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.busy();
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
