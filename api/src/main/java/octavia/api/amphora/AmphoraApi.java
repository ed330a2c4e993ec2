package octavia.api.amphora;

import java.util.List;
import java.util.Optional;
import octavia.api.call.Routes;
import octavia.api.call.View;
import octavia.api.change.Services;
import octavia.api.listing.Resource;
import octavia.model.Amphora;
import octavia.store.Transaction;
import octavia.store.listing.Listing;
import org.jspecify.annotations.Nullable;

/** The calls on amphorae, which are the operator's business. */
public final class AmphoraApi implements Resource.Rows<Amphora> {
  private final Resource<Amphora> amphorae;

  public AmphoraApi(Services services) {
    this.amphorae =
        new Resource<>(
            services.store(),
            services.policy(),
            services.settings().listing(),
            new Resource.Words("Amphora", "amphora", "amphorae", "os_load-balancer_api:amphora"),
            this);
  }

  /** Adds the routes. */
  public void routes(Routes routes) {
    routes
        .onVersion("GET", "/octavia/amphorae", amphorae::listAll)
        .onVersion("GET", "/octavia/amphorae/{id}", amphorae::show);
  }

  @Override
  public Optional<Amphora> find(Transaction tx, String id) {
    return tx.amphorae().find(id);
  }

  @Override
  public List<Amphora> list(Transaction tx, Listing listing) {
    return tx.amphorae().list(listing);
  }

  @Override
  public String idOf(Amphora amphora) {
    return amphora.id();
  }

  @Override
  public @Nullable String projectOf(Amphora amphora) {
    return null;
  }

  @Override
  public List<View> views(Transaction tx, List<Amphora> shown) {
    return shown.stream().map(AmphoraApi::view).toList();
  }

  private static View view(Amphora amphora) {
    return new View()
        .put("id", amphora.id())
        .put("loadbalancer_id", amphora.loadBalancerId())
        .put("compute_id", amphora.computeId())
        .put("lb_network_ip", amphora.lbNetworkIp())
        .put("vrrp_ip", amphora.vrrpIp())
        .put("ha_ip", amphora.haIp())
        .put("vrrp_port_id", amphora.vrrpPortId())
        .put("ha_port_id", amphora.haPortId())
        .time("cert_expiration", amphora.certExpiration())
        .put("cert_busy", amphora.certBusy())
        .put("role", amphora.role() == null ? null : amphora.role().name())
        .put("status", amphora.status().name())
        .put("vrrp_interface", amphora.vrrpInterface())
        .put("vrrp_id", amphora.vrrpId())
        .put("vrrp_priority", amphora.vrrpPriority())
        .put("cached_zone", amphora.cachedZone())
        .time("created_at", amphora.createdAt())
        .time("updated_at", amphora.updatedAt())
        .put("image_id", amphora.imageId())
        .put("compute_flavor", amphora.computeFlavor());
  }
}
