package octavia.api.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import octavia.api.call.Call;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.error.Faults;
import octavia.api.listing.Page;
import octavia.http.Response;
import octavia.provider.Capability;
import octavia.provider.NotImplementedException;
import octavia.provider.Provider;

/** The calls on providers. Nothing of them is in the database, and their lists are never paged. */
public final class ProviderApi {
  private static final String RULE = "os_load-balancer_api:provider";

  private final Services services;

  public ProviderApi(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .on("GET", "/providers", this::list)
        .on(
            "GET",
            "/providers/{provider}/flavor_capabilities",
            call ->
                capabilities(
                    call,
                    "provider-flavor",
                    "flavor_capabilities",
                    Provider::getSupportedFlavorMetadata))
        .on(
            "GET",
            "/providers/{provider}/availability_zone_capabilities",
            call ->
                capabilities(
                    call,
                    "provider-availability-zone",
                    "availability_zone_capabilities",
                    Provider::getSupportedAvailabilityZoneMetadata));
  }

  private Response list(Call call) {
    services.policy().require(call.caller(), RULE + ":get_all", call.caller().projectId());
    List<View> shown = new ArrayList<>();
    services
        .providers()
        .descriptions()
        .forEach((name, description) -> shown.add(view(call, name, description)));
    return Response.json(200, Map.of("providers", shown));
  }

  private Response capabilities(
      Call call, String resource, String key, Function<Provider, List<Capability>> metadata) {
    services
        .policy()
        .require(
            call.caller(),
            "os_load-balancer_api:" + resource + ":get_all",
            call.caller().projectId());
    String name = call.request().parameter("provider");
    List<Capability> supported;
    try {
      supported = metadata.apply(services.providers().get(name));
    } catch (NotImplementedException e) {
      throw Faults.providerNotImplemented(name, e.reason());
    }
    List<View> shown = new ArrayList<>();
    for (Capability capability : supported) {
      if (matches(call, "name", capability.name())
          && matches(call, "description", capability.description())) {
        shown.add(view(call, capability.name(), capability.description()));
      }
    }
    return Response.json(200, Map.of(key, shown));
  }

  private static boolean matches(Call call, String filter, String value) {
    Optional<String> wanted = call.request().query().first(filter);
    return wanted.filter(text -> !text.isEmpty()).map(value::equals).orElse(true);
  }

  private View view(Call call, String name, String description) {
    return new View()
        .put("name", name)
        .put("description", description)
        .select(Page.fields(call.request().query(), services.settings().listing()));
  }
}
