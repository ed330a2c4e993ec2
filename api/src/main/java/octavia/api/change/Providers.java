package octavia.api.change;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import octavia.api.error.Faults;
import octavia.model.LoadBalancer;
import octavia.provider.Provider;
import octavia.provider.UnsupportedOptionException;
import org.jspecify.annotations.Nullable;

/** The enabled providers, by the names that requests choose them by. */
public final class Providers {
  private static final String UNNAMED = "amphora";

  private final Map<String, Provider> byName;
  private final String defaultName;

  /**
   * The enabled providers.
   *
   * @param byName a provider may have several names
   * @param defaultName of a load balancer whose request names none
   */
  public Providers(Map<String, Provider> byName, String defaultName) {
    this.byName = Map.copyOf(byName);
    this.defaultName = defaultName;
  }

  /** The name of the provider for a request that names {@code wanted}; 400 if it is not enabled. */
  public String choose(@Nullable String wanted) {
    String name = wanted == null || wanted.isEmpty() ? defaultName : wanted;
    if (!byName.containsKey(name)) {
      throw Faults.providerNotEnabled(name);
    }
    return name;
  }

  /** Has the load balancer's provider look at something; 501 if it cannot carry it. */
  public void validate(LoadBalancer loadBalancer, Consumer<Provider> check) {
    String name = Optional.ofNullable(loadBalancer.provider()).orElse(UNNAMED);
    Provider provider = byName.get(name);
    if (provider == null) {
      throw Faults.providerNotEnabled(name);
    }
    try {
      check.accept(provider);
    } catch (UnsupportedOptionException e) {
      throw Faults.unsupportedOption(name, e.reason());
    }
  }
}
