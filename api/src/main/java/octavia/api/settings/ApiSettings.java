package octavia.api.settings;

import java.time.Duration;
import java.util.Optional;
import octavia.config.Options;

/**
 * What octavia.conf says of the API.
 *
 * @param bindHost address to listen on
 * @param baseUri what links begin with, where it is not the address that the client used
 * @param maxBody bytes of a request's body
 * @param changeDeadline how long objects may stay PENDING
 * @param refuseWhilePending answer 409 to a change of what is still being changed
 */
public record ApiSettings(
    String bindHost,
    int bindPort,
    Optional<String> baseUri,
    int maxBody,
    Duration changeDeadline,
    boolean refuseWhilePending,
    ListingSettings listing,
    RuleSettings rules,
    VipSettings vip,
    QuotaSettings quotas,
    ProviderSettings providers,
    FrontSettings front) {

  /**
   * Reads the sections that concern the API.
   *
   * @param usualDeadline the change deadline where the file says nothing, in whole seconds
   */
  public static ApiSettings from(Options options, Duration usualDeadline) {
    Options.Section api = options.section("api_settings");
    return new ApiSettings(
        api.text("bind_host", "127.0.0.1", "address that the API listens on"),
        api.number("bind_port", 9876, 0, 65535, "port that the API listens on; 0 takes any"),
        api.optionalText(
            "api_base_uri", "what links in answers begin with, where a proxy stands before"),
        options
            .section("oslo_middleware")
            .number("max_request_body_size", 114688, 1024, 1 << 24, "bytes of a request's body"),
        options
            .section("controller_worker")
            .someSeconds(
                "change_deadline",
                (double) usualDeadline.toSeconds(),
                "how long an object may stay PENDING; 300 where API and workers are apart, 1500 with"
                    + " compute_driver = qemu"),
        api.flag(
            "reject_changes_while_pending",
            true,
            "answer 409 to a change of a load balancer that is PENDING_UPDATE, as upstream does;"
                + " if false the change is taken and joins the one under way"),
        ListingSettings.from(options),
        RuleSettings.from(options),
        VipSettings.from(options),
        QuotaSettings.from(options),
        ProviderSettings.from(options),
        FrontSettings.from(options));
  }
}
