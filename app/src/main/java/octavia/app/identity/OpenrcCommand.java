package octavia.app.identity;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import octavia.api.settings.ApiSettings;
import octavia.app.command.CommandFailure;
import octavia.app.configuration.ConfigFiles;
import octavia.app.configuration.OctaviaConf;
import octavia.app.standalone.IdentitySettings;
import octavia.app.standalone.IdentitySettings.Strategy;
import octavia.app.standalone.Role;
import octavia.cloud.CloudException;
import octavia.cloud.identity.embedded.AccountsFile;
import octavia.cloud.identity.embedded.EmbeddedIdentity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the environment of OpenStack's clients. */
@Command(
    name = "openrc",
    description = {
      "Print what to export so that OpenStack's clients talk to a standalone service.",
      "Use it as: eval \"$(./octavia openrc)\". With auth_strategy embedded it reads the passwords"
          + " that the first start made up, so it runs as the user that the service runs as."
    })
public final class OpenrcCommand implements Callable<Integer> {
  @Mixin private ConfigFiles configFiles = new ConfigFiles();

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Where its state lies (default: ${DEFAULT-VALUE}).",
      defaultValue = "/var/lib/octavia-standalone")
  private Path stateDirectory = Path.of("/var/lib/octavia-standalone");

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "admin or demo (default: ${DEFAULT-VALUE}).",
      defaultValue = "admin")
  private String user = "admin";

  @Override
  public Integer call() {
    Supplier<Map<String, String>> environment =
        OctaviaConf.read(
            configFiles.read(),
            _ -> {}, // what is former or unknown, the service says
            options -> {
              ApiSettings api = ApiSettings.from(options, Role.STANDALONE.changeDeadline());
              IdentitySettings identity = IdentitySettings.from(options, Strategy.NOAUTH);
              return () -> environment(api, identity);
            });
    StringBuilder text = new StringBuilder();
    environment
        .get()
        .forEach((name, value) ->
            text.append("export ").append(name).append('=').append(quoted(value)).append('\n'));
    System.out.print(text);
    return 0;
  }

  private Map<String, String> environment(ApiSettings api, IdentitySettings identity) {
    String scheme = api.front().tls().isPresent() ? "https://" : "http://";
    String base = api.baseUri().orElseGet(() -> scheme + authority(api)).replaceAll("/+$", "");
    Map<String, String> environment = new LinkedHashMap<>();
    switch (identity.strategy()) {
      case NOAUTH -> {
        environment.put("OS_AUTH_TYPE", "none");
        environment.put("OS_ENDPOINT", base);
      }
      case EMBEDDED -> {
        environment.put("OS_AUTH_TYPE", "password");
        environment.put("OS_AUTH_URL", base + EmbeddedIdentity.PREFIX + "/v3");
        environment.put("OS_IDENTITY_API_VERSION", "3");
        environment.put("OS_USERNAME", user);
        environment.put("OS_PASSWORD", password());
        environment.put("OS_PROJECT_NAME", user);
        environment.put("OS_USER_DOMAIN_NAME", "Default");
        environment.put("OS_PROJECT_DOMAIN_NAME", "Default");
        environment.put("OS_REGION_NAME", EmbeddedIdentity.REGION);
      }
      case KEYSTONE ->
          throw new CommandFailure(
              "with auth_strategy = keystone the users are Keystone's, at "
                  + identity.keystone().authenticateUri()
                  + "; it gives out what to export.");
    }
    return environment;
  }

  private String password() {
    Map<String, String> passwords;
    try {
      passwords = AccountsFile.passwords(IdentitySettings.directory(stateDirectory));
    } catch (CloudException e) {
      throw new CommandFailure(
          e.reason() + "; the first start of the service makes them, readable by its user alone.",
          e);
    }
    @Nullable String password = passwords.get(user);
    if (password == null) {
      throw new CommandFailure(
          "no password is known of "
              + user
              + ": it was not made up at the first start, or has been changed since. Known: "
              + String.join(", ", passwords.keySet()));
    }
    return password;
  }

  private static String authority(ApiSettings api) {
    String host =
        switch (api.bindHost()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> api.bindHost();
        };
    return URI.create(
            "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + api.bindPort())
        .getAuthority();
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
