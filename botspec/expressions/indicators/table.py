"""TA-Lib's other functions; written by tests/generate/talib_table.py, compared with the library by a test.

A line a function, fields split by |: name, TA-Lib's name, title, series it is given, series it reads, parameters
(name, TA-Lib's name, default, least, most), fixed parameters, outputs, lookback (the largest of the sums; each a
constant, then how often each whole parameter), what it forgets by.
"""
# ruff: noqa: E501  (a line a function)

from __future__ import annotations

TABLE = """\
ac|AC|Accelerator/Decelerator Oscillator||high low|fast/fastperiod=5:2:10000 slow/slowperiod=34:2:10000 signal/signalperiod=5:2:10000|||-2 1 0 1;-2 0 1 1|
accbands|ACCBANDS|Acceleration Bands||high low close|period/timeperiod=20:2:10000||upper middle lower|-1 1|
acos|ACOS|Vector Trigonometric ACos|series|||||0|
ad|AD|Chaikin A/D Line||high low close volume||||0|
adosc|ADOSC|Chaikin A/D Oscillator||high low close volume|fast/fastperiod=3:2:10000 slow/slowperiod=10:2:10000|||-1 1 0;-1 0 1|exponential 0 1
adr|ADR|Average Day Range||high low|period/timeperiod=14:1:10000|||-1 1|
adxr|ADXR|Average Directional Movement Index Rating||high low close|period/timeperiod=14:2:10000|||-2 3|wilder 0;wilder 0
ao|AO|Awesome Oscillator||high low|fast/fastperiod=5:2:10000 slow/slowperiod=34:2:10000|||-1 1 0;-1 0 1|
aroonosc|AROONOSC|Aroon Oscillator||high low|period/timeperiod=14:2:10000|||0 1|
asin|ASIN|Vector Trigonometric ASin|series|||||0|
atan|ATAN|Vector Trigonometric ATan|series|||||0|
avgdev|AVGDEV|Average Deviation|series||period/timeperiod=14:2:10000|||-1 1|
bop|BOP|Balance Of Power||open high low close||||0|
cdl_2crows|CDL2CROWS|Two Crows||open high low close||||12|
cdl_3blackcrows|CDL3BLACKCROWS|Three Black Crows||open high low close||||13|
cdl_3inside|CDL3INSIDE|Three Inside Up/Down||open high low close||||12|
cdl_3linestrike|CDL3LINESTRIKE|Three-Line Strike||open high low close||||8|
cdl_3outside|CDL3OUTSIDE|Three Outside Up/Down||open high low close||||3|
cdl_3starsinsouth|CDL3STARSINSOUTH|Three Stars In The South||open high low close||||12|
cdl_3whitesoldiers|CDL3WHITESOLDIERS|Three Advancing White Soldiers||open high low close||||12|
cdl_abandonedbaby|CDLABANDONEDBABY|Abandoned Baby||open high low close|penetration/penetration=0.3:0.0:1000.0|||12|
cdl_advanceblock|CDLADVANCEBLOCK|Advance Block||open high low close||||12|
cdl_belthold|CDLBELTHOLD|Belt-hold||open high low close||||10|
cdl_breakaway|CDLBREAKAWAY|Breakaway||open high low close||||14|
cdl_closingmarubozu|CDLCLOSINGMARUBOZU|Closing Marubozu||open high low close||||10|
cdl_concealbabyswall|CDLCONCEALBABYSWALL|Concealing Baby Swallow||open high low close||||13|
cdl_counterattack|CDLCOUNTERATTACK|Counterattack||open high low close||||11|
cdl_darkcloudcover|CDLDARKCLOUDCOVER|Dark Cloud Cover||open high low close|penetration/penetration=0.5:0.0:1000.0|||11|
cdl_doji|CDLDOJI|Doji||open high low close||||10|
cdl_dojistar|CDLDOJISTAR|Doji Star||open high low close||||11|
cdl_dragonflydoji|CDLDRAGONFLYDOJI|Dragonfly Doji||open high low close||||10|
cdl_engulfing|CDLENGULFING|Engulfing Pattern||open high low close||||2|
cdl_eveningdojistar|CDLEVENINGDOJISTAR|Evening Doji Star||open high low close|penetration/penetration=0.3:0.0:1000.0|||12|
cdl_eveningstar|CDLEVENINGSTAR|Evening Star||open high low close|penetration/penetration=0.3:0.0:1000.0|||12|
cdl_gapsidesidewhite|CDLGAPSIDESIDEWHITE|Up/Down-gap side-by-side white lines||open high low close||||7|
cdl_gravestonedoji|CDLGRAVESTONEDOJI|Gravestone Doji||open high low close||||10|
cdl_hammer|CDLHAMMER|Hammer||open high low close||||11|
cdl_hangingman|CDLHANGINGMAN|Hanging Man||open high low close||||11|
cdl_harami|CDLHARAMI|Harami Pattern||open high low close||||11|
cdl_haramicross|CDLHARAMICROSS|Harami Cross Pattern||open high low close||||11|
cdl_highwave|CDLHIGHWAVE|High-Wave Candle||open high low close||||10|
cdl_hikkake|CDLHIKKAKE|Hikkake Pattern||open high low close||||5|
cdl_hikkakemod|CDLHIKKAKEMOD|Modified Hikkake Pattern||open high low close||||10|
cdl_homingpigeon|CDLHOMINGPIGEON|Homing Pigeon||open high low close||||11|
cdl_identical3crows|CDLIDENTICAL3CROWS|Identical Three Crows||open high low close||||12|
cdl_inneck|CDLINNECK|In-Neck Pattern||open high low close||||11|
cdl_invertedhammer|CDLINVERTEDHAMMER|Inverted Hammer||open high low close||||11|
cdl_kicking|CDLKICKING|Kicking||open high low close||||11|
cdl_kickingbylength|CDLKICKINGBYLENGTH|Kicking - bull/bear determined by the longer marubozu||open high low close||||11|
cdl_ladderbottom|CDLLADDERBOTTOM|Ladder Bottom||open high low close||||14|
cdl_longleggeddoji|CDLLONGLEGGEDDOJI|Long Legged Doji||open high low close||||10|
cdl_longline|CDLLONGLINE|Long Line Candle||open high low close||||10|
cdl_marubozu|CDLMARUBOZU|Marubozu||open high low close||||10|
cdl_matchinglow|CDLMATCHINGLOW|Matching Low||open high low close||||6|
cdl_mathold|CDLMATHOLD|Mat Hold||open high low close|penetration/penetration=0.5:0.0:1000.0|||14|
cdl_morningdojistar|CDLMORNINGDOJISTAR|Morning Doji Star||open high low close|penetration/penetration=0.3:0.0:1000.0|||12|
cdl_morningstar|CDLMORNINGSTAR|Morning Star||open high low close|penetration/penetration=0.3:0.0:1000.0|||12|
cdl_onneck|CDLONNECK|On-Neck Pattern||open high low close||||11|
cdl_piercing|CDLPIERCING|Piercing Pattern||open high low close||||11|
cdl_rickshawman|CDLRICKSHAWMAN|Rickshaw Man||open high low close||||10|
cdl_risefall3methods|CDLRISEFALL3METHODS|Rising/Falling Three Methods||open high low close||||14|
cdl_separatinglines|CDLSEPARATINGLINES|Separating Lines||open high low close||||11|
cdl_shootingstar|CDLSHOOTINGSTAR|Shooting Star||open high low close||||11|
cdl_shortline|CDLSHORTLINE|Short Line Candle||open high low close||||10|
cdl_spinningtop|CDLSPINNINGTOP|Spinning Top||open high low close||||10|
cdl_stalledpattern|CDLSTALLEDPATTERN|Stalled Pattern||open high low close||||12|
cdl_sticksandwich|CDLSTICKSANDWICH|Stick Sandwich||open high low close||||7|
cdl_takuri|CDLTAKURI|Takuri (Dragonfly Doji with very long lower shadow)||open high low close||||10|
cdl_tasukigap|CDLTASUKIGAP|Tasuki Gap||open high low close||||7|
cdl_thrusting|CDLTHRUSTING|Thrusting Pattern||open high low close||||11|
cdl_tristar|CDLTRISTAR|Tristar Pattern||open high low close||||12|
cdl_unique3river|CDLUNIQUE3RIVER|Unique 3 River||open high low close||||12|
cdl_upsidegap2crows|CDLUPSIDEGAP2CROWS|Upside Gap Two Crows||open high low close||||12|
cdl_xsidegap3methods|CDLXSIDEGAP3METHODS|Upside/Downside Gap Three Methods||open high low close||||2|
cmf|CMF|Chaikin Money Flow||high low close volume|period/timeperiod=20:2:10000|||-1 1|
cmo|CMO|Chande Momentum Oscillator|series||period/timeperiod=14:2:10000|||0 1|wilder 0
cmou|CMOU|Chande Momentum Oscillator (Unsmoothed)|series||period/timeperiod=14:2:10000|||0 1|
coppock|COPPOCK|Coppock Curve|series||wma/wmaperiod=10:1:10000 roc1/roc1period=11:1:10000 roc2/roc2period=14:1:10000|||-1 1 1 0;-1 1 0 1|
cos|COS|Vector Trigonometric Cos|series|||||0|
cosh|COSH|Vector Trigonometric Cosh|series|||||0|
cvi|CVI|Chaikin's Volatility||high low|period/timeperiod=10:2:10000 roc_period/rocperiod=10:1:10000|||-1 1 1|exponential 0
dpo|DPO|Detrended Price Oscillator|series||period/timeperiod=20:2:10000|||-1 1|
dx|DX|Directional Movement Index||high low close|period/timeperiod=14:2:10000|||0 1|wilder 0
efi|EFI|Elder's Force Index||close volume|period/timeperiod=13:1:10000|||0 1|exponential 0
er|ER|Kaufman Efficiency Ratio|series||period/timeperiod=10:2:10000|||0 1|
eri|ERI|Elder Ray Index (Bull Power / Bear Power)||high low close|period/timeperiod=13:1:10000||bull bear|-1 1|exponential 0
fosc|FOSC|Forecast Oscillator|series||period/timeperiod=5:2:10000|||0 1|
fractal|FRACTAL|Williams Fractal||high low|leftbars/leftbars=2:1:10000 rightbars/rightbars=2:1:10000||swinghigh swinglow|0 1 1|
ha|HA|Heikin-Ashi Candles||open high low close|||haopen hahigh halow haclose|0|bars 14
ht_dcperiod|HT_DCPERIOD|Hilbert Transform - Dominant Cycle Period|series|||||32|bars 200
ht_dcphase|HT_DCPHASE|Hilbert Transform - Dominant Cycle Phase|series|||||63|bars 200
ht_phasor|HT_PHASOR|Hilbert Transform - Phasor Components|series||||inphase quadrature|32|bars 200
ht_sine|HT_SINE|Hilbert Transform - SineWave|series||||sine leadsine|63|bars 200
ht_trendline|HT_TRENDLINE|Hilbert Transform - Instantaneous Trendline|series|||||63|bars 200
ht_trendmode|HT_TRENDMODE|Hilbert Transform - Trend vs Cycle Mode|series|||||63|bars 400
imi|IMI|Intraday Momentum Index||open close|period/timeperiod=14:2:10000|||-1 1|
kdj|KDJ|KDJ Stochastic||high low close|length/fastk_period=9:1:10000 smooth/slowk_period=3:1:10000 signal/slowd_period=3:1:10000|slowk_matype=13 slowd_matype=13|k d j|-3 1 1 1|wilder 1;wilder 2
linearreg_angle|LINEARREG_ANGLE|Linear Regression Angle|series||period/timeperiod=14:2:10000|||-1 1|
linearreg_intercept|LINEARREG_INTERCEPT|Linear Regression Intercept|series||period/timeperiod=14:2:10000|||-1 1|
log10|LOG10|Vector Log10|series|||||0|
mama|MAMA|MESA Adaptive Moving Average|series||fastlimit/fastlimit=0.5:0.01:0.99 slowlimit/slowlimit=0.05:0.01:0.99||mama fama|32|bars 200
marketfi|MARKETFI|Market Facilitation Index||high low volume||||0|
massi|MASSI|Mass Index||high low|fast/fastperiod=9:2:10000 slow/slowperiod=25:2:10000|||-3 2 1|exponential 0;exponential 0
midpoint|MIDPOINT|MidPoint over period|series||period/timeperiod=14:2:10000|||-1 1|
midprice|MIDPRICE|Midpoint Price over period||high low|period/timeperiod=14:2:10000|||-1 1|
minus_dm|MINUS_DM|Minus Directional Movement||high low|period/timeperiod=14:1:10000|||-1 1|wilder 0
nvi|NVI|Negative Volume Index||close volume||||0|
percentile|PERCENTILE|Percentile (nearest rank)|series||period/timeperiod=30:2:10000 percentile/percentile=50.0:0.0:100.0|||-1 1|
plus_dm|PLUS_DM|Plus Directional Movement||high low|period/timeperiod=14:1:10000|||-1 1|wilder 0
pvi|PVI|Positive Volume Index||close volume||||0|
pvo|PVO|Percentage Volume Oscillator||volume|fast/fastperiod=12:2:10000 slow/slowperiod=26:2:10000|matype=1||-1 1 0;-1 0 1|exponential 0 1
pvt|PVT|Price Volume Trend||close volume||||0|
qstick|QSTICK|Qstick||open close|period/timeperiod=10:1:10000|||-1 1|
rvi|RVI|Relative Volatility Index|series||period/timeperiod=14:1:10000 stddev_period/stddevperiod=10:2:10000|||-2 1 1|wilder 0
rvol|RVOL|Relative Volume||volume|period/timeperiod=20:1:10000|||0 1|
sarext|SAREXT|Parabolic SAR - Extended||high low|startvalue/startvalue=0.0:-1000.0:1000.0 offsetonreverse/offsetonreverse=0.0:0.0:1000.0 accelerationinitlong/accelerationinitlong=0.02:0.0:1000.0 accelerationlong/accelerationlong=0.02:0.0:1000.0 accelerationmaxlong/accelerationmaxlong=0.2:0.0:1000.0 accelerationinitshort/accelerationinitshort=0.02:0.0:1000.0 accelerationshort/accelerationshort=0.02:0.0:1000.0 accelerationmaxshort/accelerationmaxshort=0.2:0.0:1000.0|||1|bars 200
sin|SIN|Vector Trigonometric Sin|series|||||0|
sinh|SINH|Vector Trigonometric Sinh|series|||||0|
smi|SMI|Stochastic Momentum Index||high low close|period/timeperiod=13:2:10000 fast/fastperiod=2:2:10000 slow/slowperiod=25:2:10000 signal/signalperiod=9:2:10000||smi signal|-4 1 1 1 1|exponential 1;exponential 2;exponential 3
stochf|STOCHF|Stochastic Fast||high low close|length/fastk_period=5:1:10000 smooth/fastd_period=3:1:10000|fastd_matype=0|k d|-2 1 1|
t3|T3|Triple Exponential Moving Average (T3)|series||period/timeperiod=5:1:10000 vfactor/vfactor=0.7:0.0:1.0|||-6 6|exponential 0;exponential 0;exponential 0;exponential 0;exponential 0;exponential 0
tan|TAN|Vector Trigonometric Tan|series|||||0|
tanh|TANH|Vector Trigonometric Tanh|series|||||0|
tsf|TSF|Time Series Forecast|series||period/timeperiod=14:2:10000|||-1 1|
tsi|TSI|True Strength Index|series||first/firstperiod=25:2:10000 second/secondperiod=13:2:10000|||-1 1 1|exponential 0;exponential 1
vhf|VHF|Vertical Horizontal Filter|series||period/timeperiod=28:2:10000|||0 1|
vortex|VORTEX|Vortex Indicator||high low close|period/timeperiod=14:1:10000||plusvi minusvi|0 1|
wad|WAD|Williams' Accumulation/Distribution||high low close||||0|
wclprice|WCLPRICE|Weighted Close Price||high low close||||0|
"""
