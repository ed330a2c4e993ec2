package octavia.api.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.api.error.Faults;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one call. They stand in a list of their own or in what uses them, and are known by
 * name, so that several can share them. Of one thread.
 */
public final class PoolNames {
  private final Map<String, PoolDraft> defined = new LinkedHashMap<>();
  private final List<String> references = new ArrayList<>();

  /** Takes a pool that is to be made. */
  public void define(PoolDraft pool) {
    if (defined.put(named(pool), pool) != null) {
      throw Faults.validation(
          "name", "Pool names must be unique when creating a fully populated loadbalancer.");
    }
  }

  /** Takes a pool as something uses it: a definition, or the name of one. */
  public void use(PoolDraft pool) {
    if (pool.isReference()) {
      references.add(named(pool));
    } else {
      define(pool);
    }
  }

  /**
   * The pools to be made, by name.
   *
   * @param known names of pools that are there already
   */
  public Map<String, PoolDraft> resolve(Set<String> known) {
    for (String name : references) {
      if (!defined.containsKey(name) && !known.contains(name)) {
        throw Faults.undefinedPool(name);
      }
    }
    defined.forEach(PoolNames::checkComplete);
    return defined;
  }

  /** The name, which every pool of such a call has. */
  public static String named(PoolDraft pool) {
    @Nullable String name = pool.name();
    if (name == null) {
      throw Faults.validation(
          "name", "Pools must be named when creating a fully populated loadbalancer.");
    }
    return name;
  }

  private static void checkComplete(String name, PoolDraft pool) {
    pool.missing()
        .ifPresent(attribute -> {
          throw Faults.validation(
              attribute,
              "Pool definition for '" + name + "' missing required attribute: " + attribute);
        });
  }
}
