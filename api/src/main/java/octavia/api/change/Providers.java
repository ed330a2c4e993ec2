package octavia.api.change;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import octavia.api.error.Faults;
import octavia.model.LoadBalancer;
import octavia.provider.NotImplementedException;
import octavia.provider.Provider;
import octavia.provider.UnsupportedOptionException;
import org.jspecify.annotations.Nullable;

/** The enabled providers, by the names that requests choose them by. */
public final class Providers {
  private static final String UNNAMED = "amphora";

  private final Map<String, Provider> byName;
  private final Map<String, String> descriptions;
  private final String defaultName;

  /**
   * The enabled providers.
   *
   * @param known a provider may have several names
   * @param enabled names of those that requests may choose, with what operators say of them
   * @param defaultName of a load balancer whose request names none
   */
  public Providers(Map<String, Provider> known, Map<String, String> enabled, String defaultName) {
    this.descriptions = new LinkedHashMap<>(enabled);
    this.descriptions.keySet().retainAll(known.keySet());
    this.byName = new LinkedHashMap<>(known);
    this.byName.keySet().retainAll(enabled.keySet());
    this.defaultName = defaultName;
  }

  /** Names and descriptions, in the order of the configuration. */
  public Map<String, String> descriptions() {
    return Collections.unmodifiableMap(descriptions);
  }

  /** The provider of that name; 400 if it is not enabled. */
  public Provider get(String name) {
    Provider provider = byName.get(name);
    if (provider == null) {
      throw Faults.providerNotEnabled(name);
    }
    return provider;
  }

  /** The name of the provider for a request that names {@code wanted}; 400 if it is not enabled. */
  public String choose(@Nullable String wanted) {
    String name = wanted == null || wanted.isEmpty() ? defaultName : wanted;
    get(name);
    return name;
  }

  /** Has the load balancer's provider look at something; 501 if it cannot carry it. */
  public void validate(LoadBalancer loadBalancer, Consumer<Provider> check) {
    validate(Optional.ofNullable(loadBalancer.provider()).orElse(UNNAMED), check);
  }

  /** Has the provider of that name look at something; 501 if it cannot carry it. */
  public void validate(String name, Consumer<Provider> check) {
    Provider provider = get(name);
    try {
      check.accept(provider);
    } catch (UnsupportedOptionException e) {
      throw Faults.unsupportedOption(name, e.reason());
    } catch (NotImplementedException e) {
      throw Faults.providerNotImplemented(name, e.reason());
    }
  }
}
