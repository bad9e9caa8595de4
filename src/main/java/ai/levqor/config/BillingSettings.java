package ai.levqor.config;

import java.time.Duration;
import java.util.List;

/**
 * Plans and payments: section {@code billing}.
 *
 * @param pricePro the provider's prices of the plan pro
 * @param priceEnterprise the provider's prices of the plan enterprise
 * @param returnUrl where people return from the payment page; empty is the dashboard of this server
 * @param grace how long a plan stays after its payment failed
 * @param eventRetention how long events that were worked on are kept
 * @param standIn whether a local stand-in takes the provider's place in development while none is configured
 */
public record BillingSettings(
        List<String> pricePro,
        List<String> priceEnterprise,
        String returnUrl,
        Duration grace,
        Duration eventRetention,
        boolean standIn) {
    public BillingSettings {
        pricePro = List.copyOf(pricePro);
        priceEnterprise = List.copyOf(priceEnterprise);
        Check.section("billing")
                .that(
                        pricePro.stream().noneMatch(List.copyOf(priceEnterprise)::contains),
                        "price-enterprise",
                        String.join(",", priceEnterprise),
                        "prices that are not in billing.price-pro as well")
                .that(
                        returnUrl.isEmpty() || HttpAddress.valid(returnUrl),
                        "return-url",
                        returnUrl,
                        HttpAddress.FORM + ", or empty")
                .range("grace", grace, "0s", "90d")
                .range("event-retention", eventRetention, "30d", "3650d")
                .done();
    }
}
