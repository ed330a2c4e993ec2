package octavia.cloud.identity.keystone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import octavia.cloud.identity.keystone.KeystoneSettings.ApplicationCredential;
import octavia.cloud.identity.keystone.KeystoneSettings.Credentials;
import octavia.cloud.identity.keystone.KeystoneSettings.Named;
import octavia.cloud.identity.keystone.KeystoneSettings.Password;

/** The body of {@code POST /v3/auth/tokens}. */
final class LoginBody {

  private LoginBody() {}

  static Map<String, Object> of(Credentials credentials) {
    Map<String, Object> auth = new LinkedHashMap<>();
    switch (credentials) {
      case Password password -> {
        Map<String, Object> user = named(password.user());
        user.put("password", password.password());
        auth.put(
            "identity", Map.of("methods", List.of("password"), "password", Map.of("user", user)));
        addScope(auth, password);
      }
      case ApplicationCredential credential -> {
        Map<String, Object> named = new LinkedHashMap<>();
        credential
            .id()
            .ifPresentOrElse(
                id -> named.put("id", id),
                () -> {
                  named.put("name", credential.name().orElse(""));
                  named.put("user", named(credential.user()));
                });
        named.put("secret", credential.secret());
        auth.put(
            "identity",
            Map.of("methods", List.of("application_credential"), "application_credential", named));
      }
    }
    return Map.of("auth", auth);
  }

  private static void addScope(Map<String, Object> auth, Password password) {
    if (password.systemScope().isPresent()) {
      auth.put("scope", Map.of("system", Map.of("all", true)));
    } else if (password.domainId().isPresent() || password.domainName().isPresent()) {
      auth.put(
          "scope",
          Map.of(
              "domain",
              password
                  .domainId()
                  .map(id -> Map.of("id", id))
                  .orElseGet(() -> Map.of("name", password.domainName().orElse("")))));
    } else if (password.project().isSaid()) {
      auth.put("scope", Map.of("project", named(password.project())));
    }
  }

  /**
   * An id names by itself; a name is one of a domain, which is Keystone's first where none is said.
   */
  private static Map<String, Object> named(Named named) {
    Map<String, Object> said = new LinkedHashMap<>();
    named
        .id()
        .ifPresentOrElse(
            id -> said.put("id", id),
            () -> {
              said.put("name", named.name().orElse(""));
              said.put(
                  "domain",
                  named
                      .domainId()
                      .map(id -> Map.of("id", id))
                      .or(() -> named.domainName().map(name -> Map.of("name", name)))
                      .orElse(Map.of("id", "default")));
            });
    return said;
  }
}
