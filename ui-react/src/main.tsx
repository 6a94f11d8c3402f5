import { isTauri } from "@millstream/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../../assets/app.css";
import { App } from "./app.tsx";
import { followDrops } from "./grants.ts";
import { followRecorded } from "./recorded.ts";
import { take } from "./runs.ts";

if (isTauri()) {
  void followDrops();
  void followRecorded();
  void take();
} else {
  const { rehearse } = await import("./demo.ts");
  await rehearse();
}

// Left out of every other build.
if (import.meta.env.MODE === "lab") {
  const { install } = await import("./lab.ts");
  install();
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
