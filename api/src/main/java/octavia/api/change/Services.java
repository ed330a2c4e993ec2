package octavia.api.change;

import java.util.function.Supplier;
import octavia.api.identity.Policy;
import octavia.api.settings.ApiSettings;
import octavia.api.tls.TlsReferences;
import octavia.store.Store;

/**
 * What every resource works with.
 *
 * @param ids new ones, UUIDs
 */
public record Services(
    Store store,
    Policy policy,
    ApiSettings settings,
    Changes changes,
    Quota quota,
    Providers providers,
    Supplier<String> ids,
    TlsReferences references) {}
