select began_on, verdict, ratio, ratio_low, ratio_high, sentence
from marts.reorg_effect
order by began_on desc
