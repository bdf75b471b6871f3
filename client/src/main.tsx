// The entry: reads the language, picks the page for the address, mounts it.

import { render } from "preact";
import "./style/index.css";
import { readLanguage } from "./i18n/index.ts";
import { readHint } from "./parts/mirror/Hint.tsx";
import { Formulas } from "./views/Formulas.tsx";
import { Home } from "./views/Home.tsx";
import { Outbox } from "./views/Outbox.tsx";
import { SeatPage } from "./views/SeatPage.tsx";
import { Trouble } from "./views/Trouble.tsx";

function Page({ path }: { readonly path: string }) {
  switch (path.replace(/\/+$/, "") || "/") {
    case "/":
      return <Home />;
    case "/s":
    case "/recap":
    case "/mirror":
      return <SeatPage />;
    case "/formulas":
      return <Formulas />;
    case "/outbox":
      return <Outbox />;
    default:
      return <Trouble kind="notFound" />;
  }
}

readLanguage(localStorage, navigator.languages);
readHint(localStorage);
const root = document.getElementById("app");
if (root) render(<Page path={window.location.pathname} />, root);
