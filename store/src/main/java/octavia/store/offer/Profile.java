package octavia.store.offer;

/**
 * What a provider is told about load balancers of an offer.
 *
 * @param data a JSON document
 */
public record Profile(String id, String name, String providerName, String data) {}
