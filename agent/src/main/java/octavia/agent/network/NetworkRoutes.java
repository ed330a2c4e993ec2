package octavia.agent.network;

import java.net.InetAddress;
import octavia.agent.Replies;
import octavia.agent.exec.CommandException;
import octavia.amphora.api.InterfaceAnswer;
import octavia.amphora.api.PlugNetwork;
import octavia.amphora.api.PlugVip;
import octavia.http.Json;
import octavia.http.Request;
import octavia.http.Response;
import octavia.http.Router;
import tools.jackson.core.JacksonException;

/** The routes that plug networks and find interfaces. */
public final class NetworkRoutes {
  private static final System.Logger LOG = System.getLogger(NetworkRoutes.class.getName());

  /** Upstream's controller waits and tries again when it reads this. */
  private static final String NO_INTERFACE = "No suitable network interface found";

  private final NetworkPlug plug;

  public NetworkRoutes(NetworkPlug plug) {
    this.plug = plug;
  }

  public void register(Router.Builder router) {
    router
        .on("POST", "/1.0/plug/vip/{vip}", this::plugVip)
        .on("POST", "/1.0/plug/network", this::plugNetwork)
        .on("GET", "/1.0/interface/{ip}", this::interfaceOf);
  }

  private Response plugVip(Request request) {
    try {
      InetAddress vip = IpText.address(request.parameter("vip"));
      PlugVip body = Json.MAPPER.readValue(request.body(), PlugVip.class);
      return switch (plug.plugVip(Interface.ofVip(vip, body))) {
        case PLUGGED ->
            Replies.message(
                202, "OK", "VIP " + vip.getHostAddress() + " plugged on interface eth1");
        case ALREADY -> Replies.message(409, "Interface already plugged");
        case NO_INTERFACE -> Replies.message(404, NO_INTERFACE);
      };
    } catch (IllegalArgumentException | NullPointerException | JacksonException e) {
      return Replies.message(400, "Invalid VIP", String.valueOf(e.getMessage()));
    } catch (CommandException e) {
      return failed("Error plugging VIP", e);
    }
  }

  private Response plugNetwork(Request request) {
    try {
      PlugNetwork body = Json.MAPPER.readValue(request.body(), PlugNetwork.class);
      return switch (plug.plugNetwork(Interface.ofNetwork(body))) {
        case PLUGGED, ALREADY -> Replies.message(202, "OK", "Plugged");
        case NO_INTERFACE -> Replies.message(404, NO_INTERFACE);
      };
    } catch (IllegalArgumentException | NullPointerException | JacksonException e) {
      return Replies.message(400, "Invalid network information", String.valueOf(e.getMessage()));
    } catch (CommandException e) {
      return failed("Error plugging network", e);
    }
  }

  private Response interfaceOf(Request request) {
    InetAddress address;
    try {
      address = IpText.address(request.parameter("ip"));
    } catch (IllegalArgumentException e) {
      return Replies.message(400, "Invalid IP address");
    }
    try {
      return plug.interfaceOf(address)
          .map(name -> Response.json(200, new InterfaceAnswer("OK", name)))
          .orElseGet(() -> Replies.message(404, "Error interface not found for IP address"));
    } catch (CommandException e) {
      return failed("Error finding interface", e);
    }
  }

  private static Response failed(String message, CommandException e) {
    LOG.log(System.Logger.Level.ERROR, message, e);
    return Replies.message(500, message, String.valueOf(e.getMessage()));
  }
}
