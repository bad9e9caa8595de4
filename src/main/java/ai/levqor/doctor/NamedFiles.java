package ai.levqor.doctor;

import ai.levqor.config.CostsSettings;
import ai.levqor.config.Settings;
import ai.levqor.config.SettingsException;
import ai.levqor.connectors.Manifests;
import ai.levqor.contract.Schemas;
import ai.levqor.costs.PricesFile;
import java.io.IOException;
import java.util.List;

/** The files that the settings name: prices and connectors. They are read as a start reads them. */
final class NamedFiles {
    private NamedFiles() {}

    static List<Finding> examine(Settings settings) {
        return List.of(prices(settings), connectors(settings));
    }

    private static Finding prices(Settings settings) {
        String file = settings.section("costs", CostsSettings.class).prices();
        try {
            PricesFile.load(file);
            return Finding.ok("prices", file.isEmpty() ? "those that are shipped" : file + " is understood");
        } catch (SettingsException e) {
            return Finding.refused("prices", e, "Mend the file, or let LEVQOR_COSTS_PRICES name the right one.");
        }
    }

    private static Finding connectors(Settings settings) {
        try {
            int count = Manifests.list(settings, Schemas.shared()).size();
            return Finding.ok("connectors", count + " are understood");
        } catch (IOException e) {
            return Finding.refused(
                    "connectors", e, "Mend that, or let LEVQOR_CONNECTORS_FOLDER name the folder of your connectors.");
        }
    }
}
