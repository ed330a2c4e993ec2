package octavia.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import octavia.app.client.Visitor;
import octavia.app.command.Logs;
import octavia.app.standalone.ChildService;
import octavia.app.standalone.Footprint;

/**
 * The program installed and running, with a tenant. Closing it removes everything, after a look
 * whether the API ever answered with a server's error.
 */
public final class Installation implements AutoCloseable {
  private static final Predicate<String> SERVER_ERROR =
      Pattern.compile(" (GET|POST|PUT|DELETE) \\S+ 5\\d\\d ").asPredicate();

  private final Program program;
  private final String configuration;
  private final Tenant tenant;
  private ChildService service;

  /** Begins with nothing and starts the service, with these sections in its octavia.conf. */
  public static Installation start(Footprint footprint, String configuration)
      throws InterruptedException {
    return start(new Program(footprint), configuration);
  }

  /** The same with a program whose state directory was made ready. */
  public static Installation start(Program program, String configuration)
      throws InterruptedException {
    try {
      return new Installation(program, configuration);
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  private Installation(Program program, String configuration) throws InterruptedException {
    this.program = program;
    this.configuration = configuration;
    this.service = program.startWith(configuration);
    this.tenant = new Tenant(service.apiUrl());
  }

  public Program program() {
    return program;
  }

  public Tenant tenant() {
    return tenant;
  }

  /** Ends the service as a failure of power would. */
  public void kill() throws InterruptedException {
    service.kill();
  }

  /** Ends the service in order. */
  public void stop() {
    service.close();
  }

  /** Starts the service again. */
  public void restart() throws InterruptedException {
    service = program.startWith(configuration);
  }

  /** Asks port 80 of the tenant's load balancer. */
  public Visitor visitor() {
    return new Visitor(tenant.vip(), 80);
  }

  @Override
  public void close() {
    tenant.close();
    service.close();
    try {
      assertThat(serverErrors()).isEmpty();
    } finally {
      program.close();
    }
  }

  private List<String> serverErrors() {
    Path log = Logs.directory(program.footprint().stateDirectory()).resolve("octavia.log");
    try (var lines = Files.lines(log)) {
      return lines.filter(SERVER_ERROR).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
