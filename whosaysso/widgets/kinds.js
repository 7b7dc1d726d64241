// Every kind of exercise, for the static page.

import ledger from "../kinds/ledger/view.js";
import mark from "../kinds/mark/view.js";
import rewrite from "../kinds/rewrite/view.js";
import sort from "../kinds/sort/view.js";
import write from "../kinds/write/view.js";

export const KINDS = { ledger, mark, rewrite, sort, write };
