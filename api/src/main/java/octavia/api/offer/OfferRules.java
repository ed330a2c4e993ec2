package octavia.api.offer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import octavia.api.change.Providers;
import octavia.api.error.Faults;
import octavia.model.Topology;
import octavia.store.Transaction;
import octavia.store.offer.Line;
import octavia.store.offer.Offer;
import octavia.store.offer.Profile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What profiles may say, and what follows for a load balancer that chooses an offer. */
public final class OfferRules {
  /** A key that comes twice is taken, the last one counts: so do upstream and its database. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Providers providers;

  public OfferRules(Providers providers) {
    this.providers = providers;
  }

  /**
   * What a load balancer is given by what it chose.
   *
   * @param provider of the flavor's profile
   * @param topology empty for the configured one
   * @param directVip true for a VIP on an SR-IOV port
   * @param vipNetworks that the zone allows; empty for those that the configuration allows
   */
  public record Chosen(
      Optional<String> provider,
      Optional<Topology> topology,
      boolean directVip,
      List<String> vipNetworks,
      @Nullable Profile flavor,
      @Nullable Profile zone) {
    /** Of a request that chooses nothing. */
    public static final Chosen NOTHING =
        new Chosen(Optional.empty(), Optional.empty(), false, List.of(), null, null);
  }

  /**
   * What the flavor and the zone of a request mean; null for none.
   *
   * @throws octavia.api.error.ApiException 400 if there is no such thing or it is disabled
   */
  public Chosen choose(Transaction tx, @Nullable String flavorId, @Nullable String zone) {
    @Nullable Profile flavorProfile = null;
    if (flavorId != null) {
      flavorProfile = profile(tx, Line.FLAVOR, flavorId, "flavor_id", "Invalid flavor_id.");
    }
    @Nullable Profile zoneProfile = null;
    if (zone != null) {
      zoneProfile =
          profile(
              tx, Line.AVAILABILITY_ZONE, zone, "availability_zone", "Invalid availability zone.");
    }
    Map<?, ?> flavorData = flavorProfile == null ? Map.of() : object(flavorProfile.data());
    Map<?, ?> zoneData = zoneProfile == null ? Map.of() : object(zoneProfile.data());
    return new Chosen(
        Optional.ofNullable(flavorProfile).map(Profile::providerName),
        topology(flavorData.get("loadbalancer_topology")),
        Boolean.TRUE.equals(flavorData.get("sriov_vip")),
        zoneData.get("valid_vip_networks") instanceof List<?> networks
            ? networks.stream().map(Objects::toString).toList()
            : List.of(),
        flavorProfile,
        zoneProfile);
  }

  private static Profile profile(
      Transaction tx, Line line, String key, String field, String unknown) {
    Offer offer = tx.offers(line).find(key).orElseThrow(() -> Faults.validation(field, unknown));
    if (!offer.enabled()) {
      throw Faults.disabled(line == Line.FLAVOR ? "flavor" : "availability_zone", key);
    }
    return tx.profiles(line)
        .find(offer.profileId())
        .orElseThrow(() -> Faults.validation(field, unknown));
  }

  private static Optional<Topology> topology(@Nullable Object value) {
    if (value == null) {
      return Optional.empty();
    }
    for (Topology topology : Topology.values()) {
      if (topology.name().equals(value)) {
        return Optional.of(topology);
      }
    }
    throw Faults.validation("flavor_id", "Invalid topology specified: " + value);
  }

  /** The name of the provider for a request that names {@code wanted}. */
  public String provider(@Nullable String wanted, Chosen chosen, @Nullable String flavorId) {
    @Nullable String ofFlavor = chosen.provider().orElse(null);
    if (ofFlavor == null) {
      return providers.choose(wanted);
    }
    if (wanted != null && !wanted.equals(ofFlavor)) {
      throw Faults.flavorMismatch(String.valueOf(flavorId), wanted);
    }
    return providers.choose(ofFlavor);
  }

  /** Has the load balancer's provider look at what was chosen once more: it may have changed. */
  public void check(String provider, Chosen chosen) {
    checkData(provider, Line.FLAVOR, chosen.flavor());
    checkData(provider, Line.AVAILABILITY_ZONE, chosen.zone());
  }

  private void checkData(String provider, Line line, @Nullable Profile profile) {
    if (profile != null && !object(profile.data()).isEmpty()) {
      validate(provider, line, object(profile.data()));
    }
  }

  /** Refuses a profile whose data is no JSON, or none that its provider takes. */
  void check(Line line, Profile profile) {
    @Nullable Object data;
    try {
      data = MAPPER.readValue(profile.data(), Object.class);
    } catch (JacksonException e) {
      throw notAnOption(line, profile);
    }
    validate(profile.providerName(), line, data);
    if (!(data instanceof Map)) {
      throw notAnOption(line, profile); // a provider took it, but nobody could read it
    }
  }

  private static RuntimeException notAnOption(Line line, Profile profile) {
    String field = line == Line.FLAVOR ? "flavor_data" : "availability_zone_data";
    return Faults.invalidOption(field, profile.data(), field);
  }

  private void validate(String providerName, Line line, @Nullable Object data) {
    providers.validate(
        providerName,
        provider -> {
          switch (line) {
            case FLAVOR -> provider.validateFlavor(data);
            case AVAILABILITY_ZONE -> provider.validateAvailabilityZone(data);
          }
        });
  }

  /** Data that some other program wrote and that is no object says nothing. */
  private static Map<?, ?> object(String data) {
    try {
      return MAPPER.readValue(data, Object.class) instanceof Map<?, ?> map ? map : Map.of();
    } catch (JacksonException e) {
      return Map.of();
    }
  }
}
