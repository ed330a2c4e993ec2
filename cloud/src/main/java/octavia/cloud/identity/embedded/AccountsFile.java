package octavia.cloud.identity.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import octavia.cloud.CloudException;
import octavia.cloud.identity.embedded.Accounts.Domain;
import octavia.cloud.identity.embedded.Accounts.Grant;
import octavia.cloud.identity.embedded.Accounts.Project;
import octavia.cloud.identity.embedded.Accounts.Role;
import octavia.cloud.identity.embedded.Accounts.User;
import octavia.http.Json;
import octavia.pki.DurableFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * The accounts on the disk, in a directory of mode 0700 that one process writes to: {@code
 * accounts.json} with hashes, {@code passwords.json} with the passwords that were made up at the
 * first start, for {@code octavia openrc}, and {@code token.key}. A change is on the disk before it
 * counts. For many threads.
 */
public final class AccountsFile {
  static final String DEFAULT_DOMAIN = "default";
  private static final String ACCOUNTS = "accounts.json";
  private static final String PASSWORDS = "passwords.json";
  private static final String KEY = "token.key";

  private static final List<String> ROLES =
      List.of(
          "admin",
          "manager",
          "member",
          "reader",
          "service",
          "load-balancer_observer",
          "load-balancer_global_observer",
          "load-balancer_member",
          "load-balancer_quota_admin",
          "load-balancer_admin");

  private final Path directory;
  private final byte[] key;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Accounts accounts; // written by who holds the lock

  private AccountsFile(Path directory, byte[] key, Accounts accounts) {
    this.directory = directory;
    this.key = key;
    this.accounts = accounts;
  }

  /**
   * Opens the directory; the first time it makes the users {@code admin} and {@code demo} with
   * passwords of chance, and the projects {@code admin}, {@code service} and {@code demo}.
   *
   * @param demoProjectId id of the project demo
   * @throws CloudException if a file is damaged or cannot be used
   */
  public static AccountsFile open(Path directory, String demoProjectId) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path file = directory.resolve(ACCOUNTS);
      if (!Files.exists(file)) {
        Map<String, String> passwords = new TreeMap<>();
        passwords.put("admin", Secrets.password());
        passwords.put("demo", Secrets.password());
        // In this order: who finds accounts finds their passwords and the key.
        DurableFile.replace(directory.resolve(KEY), Secrets.bytes(32));
        DurableFile.replace(directory.resolve(PASSWORDS), Json.MAPPER.writeValueAsBytes(passwords));
        DurableFile.create(file, Json.MAPPER.writeValueAsBytes(first(passwords, demoProjectId)));
      }
      return new AccountsFile(
          directory,
          Files.readAllBytes(directory.resolve(KEY)),
          Json.MAPPER.readValue(Files.readAllBytes(file), Accounts.class));
    } catch (IOException | JacksonException e) {
      throw failed("the accounts in " + directory + " cannot be read", e);
    }
  }

  /**
   * The passwords that were made up at the first start and have not been changed since, by user
   * name.
   *
   * @throws CloudException if there are none, or they cannot be read by who runs this
   */
  public static Map<String, String> passwords(Path directory) {
    try {
      return Json.MAPPER.readValue(
          Files.readAllBytes(directory.resolve(PASSWORDS)), new TypeReference<>() {});
    } catch (IOException | JacksonException e) {
      throw failed("the passwords in " + directory + " cannot be read", e);
    }
  }

  /** What is known at this moment. */
  Accounts accounts() {
    return accounts;
  }

  /** The key that seals tokens. */
  byte[] key() {
    return key.clone();
  }

  /** Changes what is known; {@code change} refuses by an exception. */
  Accounts change(UnaryOperator<Accounts> change) {
    changing.lock();
    try {
      Accounts changed = change.apply(accounts);
      DurableFile.replace(directory.resolve(ACCOUNTS), Json.MAPPER.writeValueAsBytes(changed));
      accounts = changed;
      return changed;
    } catch (IOException e) {
      throw failed("the accounts in " + directory + " cannot be written", e);
    } finally {
      changing.unlock();
    }
  }

  /** Forgets a password that does not count any more. */
  void forgetPassword(String userName) {
    changing.lock();
    try {
      Map<String, String> left = new TreeMap<>(passwords(directory));
      if (left.remove(userName) != null) {
        DurableFile.replace(directory.resolve(PASSWORDS), Json.MAPPER.writeValueAsBytes(left));
      }
    } catch (IOException e) {
      throw failed("the passwords in " + directory + " cannot be written", e);
    } finally {
      changing.unlock();
    }
  }

  private static Accounts first(Map<String, String> passwords, String demoProjectId) {
    Map<String, Role> roles = new LinkedHashMap<>();
    Map<String, String> roleIds = new LinkedHashMap<>();
    for (String name : ROLES) {
      Role role = new Role(Secrets.id(), name, "");
      roles.put(role.id(), role);
      roleIds.put(name, role.id());
    }
    Map<String, Project> projects = new LinkedHashMap<>();
    Project admin = project(Secrets.id(), "admin");
    Project demo = project(demoProjectId, "demo");
    for (Project project : List.of(admin, project(Secrets.id(), "service"), demo)) {
      projects.put(project.id(), project);
    }
    Map<String, User> users = new LinkedHashMap<>();
    List<Grant> grants = new ArrayList<>();
    passwords.forEach((name, password) -> {
      User user =
          new User(
              Secrets.id(),
              name,
              DEFAULT_DOMAIN,
              "",
              null,
              name.equals("admin") ? admin.id() : demo.id(),
              true,
              Secrets.hash(password),
              Instant.EPOCH);
      users.put(user.id(), user);
      if (name.equals("admin")) {
        String role = roleIds.getOrDefault("admin", "");
        grants.add(new Grant(user.id(), "project", admin.id(), role));
        grants.add(new Grant(user.id(), "project", demo.id(), role));
        grants.add(new Grant(user.id(), "domain", DEFAULT_DOMAIN, role));
        grants.add(new Grant(user.id(), "system", "all", role));
      } else {
        grants.add(new Grant(user.id(), "project", demo.id(), roleIds.getOrDefault("member", "")));
      }
    });
    return new Accounts(
        Map.of(DEFAULT_DOMAIN, new Domain(DEFAULT_DOMAIN, "Default", "", true)),
        projects,
        users,
        roles,
        grants,
        Map.of(),
        Map.of());
  }

  private static Project project(String id, String name) {
    return new Project(id, name, DEFAULT_DOMAIN, "", true);
  }

  private static CloudException failed(String what, Exception cause) {
    return new CloudException(CloudException.Kind.FAILED, what, String.valueOf(cause), cause);
  }
}
