package octavia.cloud.identity.embedded;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import octavia.http.Json;
import tools.jackson.core.JacksonException;

/**
 * Sessions as tokens and back: sealed with AES-GCM, so that nobody can read or make one without the
 * key, and nothing has to be kept for them. For many threads.
 */
final class TokenSealer {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int MAX_LENGTH = 4096;

  private final SecretKeySpec key;

  TokenSealer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  String seal(Session session) {
    byte[] nonce = Secrets.bytes(NONCE);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(Json.MAPPER.writeValueAsBytes(session));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + CIPHER, e);
    }
  }

  /** The session, empty if the token is not one of ours. */
  Optional<Session> open(String token) {
    if (token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      if (bytes.length <= NONCE) {
        return Optional.empty();
      }
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE));
      byte[] opened = cipher.doFinal(bytes, NONCE, bytes.length - NONCE);
      return Optional.of(Json.MAPPER.readValue(opened, Session.class));
    } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
      return Optional.empty();
    }
  }
}
